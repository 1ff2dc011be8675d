import { describe, expect, test } from 'vitest'
import { type Entity, entities } from '../../../shared/commbox/names.ts'
import { definitions } from '../../../shared/entities/registry.ts'
import type { Event } from '../../../shared/events/event.ts'
import { emptyState, fold } from '../../../shared/events/register.ts'
import { members, plainRegisters, stateFrom, stateItem } from '../../../shared/events/state.ts'
import { eventsIn, stateAfter } from '../events-of.ts'

const at = { receivedAt: '2024-06-16T12:00:01.000Z', deliveryId: 'delivery-2' }
const activity = (Id: string, Type: string, Data: Record<string, string | number | boolean>) => ({
  Id: '1',
  StreamId: '7',
  Activities: { Activity: { Id, Type, Data, CreateDate: `09-06-2024 07:28:${Id}` } },
})

/** A short history of one thing of each entity, with something set, something cleared, and members of sets. */
const histories: Record<Entity, Event[]> = {
  Object: [
    ...eventsIn('Object', 'OnNew', {
      Id: '1',
      StatusID: '1',
      StreamId: '5',
      Message: 'a',
      User: { Id: '9', Email: 'a@b' },
    }),
    ...eventsIn(
      'Object',
      'OnNewActivity',
      activity('10', '5', { oldObjectStreamId: 5, oldObjectStreamName: 'Chat' }),
    ),
    ...eventsIn('Object', 'OnNewActivity', activity('11', '6', { assignedManagerId: 3 })),
    ...eventsIn(
      'Object',
      'OnNewActivity',
      activity('12', '7', { tagId: 10, isRemoveTag: false, name: 'ten', group_name: 'g' }),
    ),
    ...eventsIn(
      'Object',
      'OnNewActivity',
      activity('13', '7', { tagId: 9, isRemoveTag: false, name: 'nine' }),
    ),
    ...eventsIn('Object', 'OnNewActivity', activity('14', '7', { tagId: 9, isRemoveTag: true })),
    ...eventsIn('Object', 'OnNewActivity', activity('15', '19', { addedParticipantName: 'J. R. Rebon' })),
    ...eventsIn('Object', 'OnUpdateTag', { Id: '1', Tags: { Tag: { Id: '77', Action: 'Add' } } }),
    ...eventsIn('Object', 'OnUnAssign', { Id: '1' }, at),
  ],
  User: [
    ...eventsIn('User', 'OnNew', { Id: '1', Phone1: '5', Email: 'a@b', Content: { a: { b: '' } } }),
    ...eventsIn('User', 'Login', { Id: '1', Phone1: '', Remarks: 'x' }, at),
    ...eventsIn('User', 'OnUpdateTag', { Id: '1', Tags: { Tag: [{ Id: '4', Action: 'Add', Name: 'VIP' }] } }),
  ],
  Satisfaction: eventsIn('Satisfaction', 'OnSubmit', { ObjectId: '1', Score: '0', Description: '' }),
  Tag: [
    ...eventsIn('Tag', 'OnAdd', {
      tagId: '1',
      groupId: '4',
      name: 'a',
      isObject: 'False',
      unitValidation: { min: '1' },
    }),
    ...eventsIn('Tag', 'OnDelete', { tagId: '1' }, at),
  ],
  Form: eventsIn('Form', 'OnSubmit', {
    ObjectId: '1',
    FormUrl: 'https://a/b.pdf',
    Properties: { field_0: '' },
  }),
  Chat: eventsIn('Chat', 'OnUserExit', { Object: { Id: '1' }, User: { Id: '2' } }),
}

describe.each(entities)('the state of %s', (entity) => {
  const events = histories[entity]
  const { layout } = definitions[entity]
  const whole = events.reduce(fold, emptyState(events[0]?.key ?? ''))

  test('is read back from its item as it was', () => {
    const item = stateItem(whole, layout)
    const back = stateFrom(JSON.parse(JSON.stringify(item)), layout)
    expect(back.values).toEqual(whole.values)
    expect(back.versions).toEqual(whole.versions)
    expect(back.cut).toEqual(whole.cut)
    expect(stateItem(back, layout)).toEqual(item)
  })

  test('is the same item by any way, and after another event another', () => {
    const item = stateItem(whole, layout)
    expect(item.revision).toMatch(/^[0-9a-f]{16}$/)
    expect(stateAfter(entity, ...events)).toEqual(item)
    expect(stateAfter(entity, ...[...events].reverse(), ...events)).toEqual(item)
    const [last] = events.slice(-1)
    const later = last && { ...last, occurredAt: '2030-01-01T00:00:00.000Z' }
    expect(later && stateAfter(entity, ...events, later).revision).not.toBe(item.revision)
  })

  test('keeps beside each version the registers that it set last', () => {
    const { registers } = stateItem(whole, layout)
    const names = Object.values(registers ?? {}).flat()
    expect(names.sort()).toEqual(Object.keys(whole.versions).sort())
  })
})

test('the members of a set: ids by their number, names by text', () => {
  const values = { 'set.10': true, 'set.9': true, 'set.b.c': true, 'set.a': true, 'other.1': true, set: 'x' }
  const state = { key: '1', values, versions: {}, cut: [] }
  expect(members(state, 'set')).toEqual(['9', '10', 'a', 'b.c'])
  expect(plainRegisters(state)).toEqual({ set: 'x' })
})

test('the members of a set are in one order, in whatever order they came', () => {
  const names = ['5', '9', '10', '1000', '5x', '10x', 'x10', 'a', 'b', 'ab']
  const orders = [names, [...names].reverse(), ['10x', '9', 'x10', '5x', '10', 'ab', 'a', '1000', '5', 'b']]
  for (const order of orders) {
    const values = Object.fromEntries(order.map((name) => [`set.${name}`, true]))
    const state = { key: '1', values, versions: {}, cut: [] }
    expect(members(state, 'set')).toEqual(['5', '9', '10', '1000', '10x', '5x', 'a', 'ab', 'b', 'x10'])
  }
})

describe('an item that is not as we write it', () => {
  const { layout } = definitions.Chat
  const at = '2024-06-09T07:28:47.000Z#n011'

  test.each([
    ['registers that are no lists', { [at]: 'userId', [`${at}0`]: null }],
    ['names that are no texts', { [at]: [5, null, ['userId']] }],
    ['registers that are no map', 'userId'],
  ])('is read without its %s', (_what, registers) => {
    expect(stateFrom({ objectId: '1', userId: '2', registers }, layout)).toStrictEqual({
      key: '1',
      values: {},
      versions: {},
      cut: [],
    })
  })

  test('a member of a set that its layout does not have is not set', () => {
    const { values, versions } = stateFrom({ objectId: '1', registers: { [at]: ['tagged.5'] } }, layout)
    expect(values).toEqual({})
    expect(versions).toEqual({ 'tagged.5': at })
  })
})

test('an item names what was cut only if something was', () => {
  const { layout } = definitions.Chat
  expect(stateItem(emptyState('1'), layout)).not.toHaveProperty('cut')
  expect(stateItem({ ...emptyState('1'), cut: ['tagged'] }, layout)).toHaveProperty('cut', ['tagged'])
})

describe('what was cut', () => {
  const { layout } = definitions.User
  const long = { a: 'x'.repeat(10_000), b: 'y'.repeat(10_000) }
  const state = eventsIn('User', 'OnNew', { Id: '1', Content: long }).reduce(fold, emptyState('1'))

  test('is named in the item, beside what fits', () => {
    expect(stateItem(state, layout)).toMatchObject({ content: { a: long.a }, cut: ['content'] })
    expect(stateItem(state, layout).content).toEqual({ a: long.a })
  })

  test('is read back from the item', () => {
    const kinds = { ...state, cut: ['tagged'] }
    const item = stateItem(kinds, layout)
    expect(item.cut).toEqual(['content', 'tagged'])
    const { startedAt: _notShown, ...shown } = kinds
    expect(stateFrom(item, layout)).toEqual(shown)
    expect(stateItem(stateFrom(item, layout), layout)).toEqual(item)
  })
})

test('a state with a retention expires so many days after its last change, and another one never', () => {
  const { layout } = definitions.Form
  const [event] = histories.Form
  const state = event ? fold(emptyState('1'), event) : emptyState('1')
  const updatedAt = Date.parse(String(state.values.updatedAt)) / 1000
  const item = stateItem(state, layout, 2)
  expect(item.expiresAt).toBe(Math.floor(updatedAt) + 2 * 24 * 60 * 60)
  expect(stateFrom(item, layout)).toEqual(stateFrom(stateItem(state, layout), layout))
  expect(item.revision).not.toBe(stateItem(state, layout).revision)
  expect(stateItem(state, layout)).not.toHaveProperty('expiresAt')
  expect(stateItem(emptyState('1'), layout, 2)).not.toHaveProperty('expiresAt')
})

describe('a state of which something was erased', () => {
  const { layout } = definitions.Form
  const [event] = histories.Form
  const before = { ...emptyState('1'), erased: { all: '2024-06-01', texts: '2024-06-02' } }

  test('is a stub if nothing else is left', () => {
    expect(stateItem(before, layout)).toMatchObject({
      registers: {},
      erasedAt: '2024-06-01',
      textsErasedAt: '2024-06-02',
      withdrawnAt: '2024-06-01',
    })
    const ofTexts = { ...before, erased: { texts: '2024-06-02' } }
    expect(stateItem(ofTexts, layout)).toMatchObject({ withdrawnAt: '2024-06-02' })
    expect(stateItem(emptyState('1'), layout)).not.toHaveProperty('withdrawnAt')
  })

  test('remembers it with what comes later, and does not expire', () => {
    const item = stateItem(event ? fold(before, event) : before, layout, 1)
    expect(item).toMatchObject({
      formUrl: 'https://a/b.pdf',
      erasedAt: '2024-06-01',
      textsErasedAt: '2024-06-02',
    })
    expect(item).not.toHaveProperty('withdrawnAt')
    expect(item).not.toHaveProperty('expiresAt')
    expect(stateItem(stateFrom(item, layout), layout)).toEqual(item)
    expect(stateFrom(item, layout).erased).toEqual(before.erased)
    expect(stateFrom({ ...item, erasedAt: 1, textsErasedAt: 1 }, layout)).not.toHaveProperty('erased')
  })
})
