import { beforeEach, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import { putItems } from '../../../shared/dynamodb/batch.ts'
import { getItem } from '../../../shared/dynamodb/database.ts'
import { definitions } from '../../../shared/entities/registry.ts'
import type { Event } from '../../../shared/events/event.ts'
import { eventItem, eventRecord } from '../../../shared/events/event-item.ts'
import { emptyState, fold, type State } from '../../../shared/events/register.ts'
import { stateItem } from '../../../shared/events/state.ts'
import { versionOf } from '../../../shared/events/version.ts'
import { moveToFirstReceipt } from '../../../shared/store/correct-state.ts'
import { newestIndexItems } from '../../../shared/store/index-items.ts'
import { rebuildState } from '../../../shared/store/rebuild-state.ts'
import { ConflictError, stateKey } from '../../../shared/store/states.ts'
import { store } from '../../../shared/store/store.ts'
import { stubOf } from '../../../shared/store/stored-event.ts'
import { recordedTable, writesState } from './recorded-table.ts'
import { assigned, receiptsOf, tag, time, unassigned } from './undated-events.ts'

let { table, called, items, scripted, interrupted, outpaced } = recordedTable()
beforeEach(() => {
  ;({ table, called, items, scripted, interrupted, outpaced } = recordedTable())
})

const { layout } = definitions.Object
const folded = (...events: Event[]) => events.reduce<State>(fold, emptyState('1'))
const itemOf = (event: Event) => eventItem(event, 'objectId')
const tagItems = (...events: Event[]) => newestIndexItems(table, events)
const withdrawn = (event: Event) => stubOf(table, '1', itemOf(event), { now: time(100), reason: 'withdrawn' })
const itemOfState = (state: State) => stateItem(state, layout)
const put = (...given: JsonObject[]) => putItems(table, given)
const rebuild = (of = table, other?: State) => rebuildState(of, 'Object', '1', other && itemOfState(other))
const stateOf = () => getItem(table, stateKey('1'))
const found = (record: string) => getItem(table, { key: '1', record })

describe('what an event set that has expired', () => {
  const [ten, twenty] = [time(10), time(20)]

  test.each([
    {
      name: 'stays where it is the newest',
      state: folded(assigned(10), unassigned(20)),
      events: [assigned(10)],
      expected: { assigned: false, startedAt: ten, updatedAt: twenty },
    },
    {
      name: 'yields to what is newer',
      state: folded(unassigned(10)),
      events: [assigned(20)],
      expected: { assigned: true, startedAt: ten, updatedAt: twenty },
    },
    {
      name: 'is no earlier start than an event that is stored',
      state: folded(unassigned(20)),
      events: [assigned(10)],
      expected: { assigned: false, startedAt: ten, updatedAt: twenty },
    },
    {
      name: 'stays where no event is stored',
      state: folded(assigned(10), unassigned(20)),
      events: [],
      expected: { assigned: false, startedAt: ten, updatedAt: twenty },
    },
    {
      name: 'stays removed',
      state: folded(tag(10, 'a'), tag(20, 'b', '77', 'Remove')),
      events: [tag(10, 'a')],
      expected: { startedAt: ten, tagIds: undefined },
    },
    {
      name: 'says that some was left out',
      state: { ...folded(assigned(10), unassigned(20)), cut: ['tagged'] },
      events: [assigned(10)],
      expected: { assigned: false, cut: ['tagged'] },
    },
    {
      name: 'is all that can say that some was left out',
      state: { ...folded(assigned(10)), cut: ['tagged'] },
      events: [assigned(10)],
      expected: { assigned: true, cut: undefined },
    },
  ])('$name', async ({ state, events, expected }) => {
    await put(itemOfState(state), ...events.map(itemOf))
    await rebuild()
    const { tagIds, cut, ...known } = (await stateOf()) ?? {}
    expect({ ...known, tagIds, cut }).toMatchObject(expected)
    expect(await rebuild()).toBe('unchanged')
  })

  test('counts in the state of another table too; of one version the own is right', async () => {
    const { versionId } = assigned(10)
    const version = versionOf({ occurredAt: time(10), isDated: false, versionId }, 'passing')
    const saying = (summary: string, cut: string[], more: State): State => ({
      ...more,
      values: { ...more.values, summary },
      versions: { ...more.versions, summary: version },
      cut,
    })
    await put(itemOfState(saying('own', ['tagged', 'a'], folded(assigned(10)))))
    expect(await rebuild(table, saying('other', ['b', 'tagged'], folded(unassigned(20))))).toBe('written')
    expect(await stateOf()).toMatchObject({
      summary: 'own',
      assigned: false,
      startedAt: time(10),
      cut: ['a', 'b', 'tagged'],
      via: 'rebuild',
    })
  })
})

describe('a state of which an event was withdrawn', () => {
  test.each([
    { name: 'by its stub', gone: [withdrawn(assigned(10))] },
    {
      name: 'by the stub of its receipt, if another was the first for a time',
      gone: receiptsOf(assigned(5), 5, [10], { withdrawnAt: time(100) }),
    },
  ])('starts with the next, $name', async ({ gone }) => {
    await put(itemOfState(folded(assigned(10), unassigned(20))), itemOf(unassigned(20)), ...gone)
    expect(await rebuild()).toBe('written')
    expect(await stateOf()).toMatchObject({ assigned: false, startedAt: time(20) })
  })

  test('goes with the last of them', async () => {
    await put(itemOfState(folded(assigned(10))), withdrawn(assigned(10)))
    expect(await rebuild()).toBe('written')
    expect(await stateOf()).toBeUndefined()
    expect(await rebuild()).toBe('unchanged')
  })

  test('stays if another event comes before it is removed', async () => {
    await put(itemOfState(folded(assigned(10))), withdrawn(assigned(10)))
    const raced = interrupted(
      (command) => command === 'DeleteItemCommand',
      () => store(table, 'Object', [unassigned(20)]),
    )
    expect(await rebuild(raced)).toBe('written')
    expect(await stateOf()).toMatchObject({ assigned: false, startedAt: time(20) })
  })
})

describe('a tag item', () => {
  test('goes if its event was withdrawn, even where the state is right', async () => {
    await put(
      itemOf(assigned(5)),
      itemOfState(folded(assigned(5))),
      withdrawn(tag(10, 'a')),
      ...tagItems(tag(10, 'a')),
    )
    expect(await rebuild()).toBe('written')
    expect(await found('tag#77')).toBeUndefined()
    expect(await rebuild()).toBe('unchanged')
  })

  test('stays if its event has expired, or is not the one that was withdrawn', async () => {
    const [expired, stored, gone] = [tag(10, 'x', '76'), tag(20, 'a', '77'), tag(20, 'a', '78')]
    const [of76, of77, of78] = tagItems(expired, stored, gone)
    // One delivery names both, so that both have given the same version.
    expect(of77?.version).toBe(of78?.version)
    await put(itemOf(stored), withdrawn(gone), ...tagItems(expired, stored, gone))
    await rebuild()
    expect([await found('tag#76'), await found('tag#77'), await found('tag#78')]).toEqual([
      of76,
      of77,
      undefined,
    ])
  })

  test('of an event that has expired stays as it is beside an earlier one', async () => {
    const late = tagItems(tag(20, 'b', '77', 'Remove'))
    await put(itemOf(tag(10, 'a')), ...late)
    await rebuild()
    expect(await found('tag#77')).toEqual(late[0])
  })

  test('is not looked for where nothing was withdrawn', async () => {
    await store(table, 'Object', [tag(10, 'a')])
    called()
    let looks = 0
    const watching = scripted((command, input) => {
      if (command === 'QueryCommand' && JSON.stringify(input).includes('"tag#"')) looks += 1
      return undefined
    })
    expect(await rebuild(watching)).toBe('unchanged')
    expect(looks).toBe(0)
    expect(await rebuild()).toBe('unchanged')
    expect(called().filter((call) => /Put|Write|Delete/.test(call))).toEqual([])
  })
})

describe('an event item', () => {
  const { tagId, action, ...older } = itemOf(tag(10, 'a'))

  test('gets the attributes that its trigger reads today, and keeps those that it has', async () => {
    await store(table, 'Object', [tag(10, 'a')])
    await put({ ...older, action: 'as-it-was' })
    expect(await rebuild()).toBe('written')
    expect(await found(String(older.record))).toEqual({ ...older, tagId, action: 'as-it-was' })
    expect(action).toBe('add')
    expect(await rebuild()).toBe('unchanged')
  })

  test.each([{ stubs: [withdrawn(tag(10, 'a'))] }, { stubs: [] }])(
    'that was withdrawn or has expired meanwhile does not come back',
    async ({ stubs }) => {
      await put(older)
      const key = { key: '1', record: String(older.record) }
      const raced = interrupted(
        (command, text) => command === 'PutItemCommand' && text.includes('"event#'),
        () => putItems(table, stubs, stubs.length > 0 ? [] : [key]),
      )
      await rebuild(raced)
      expect(await getItem(table, key)).toEqual(stubs[0])
    },
  )

  test('that cannot be read any more does not hinder the others', async () => {
    const unread = { ...itemOf(unassigned(20)), trigger: 'OnNoMore' }
    await put(unread, itemOf(assigned(10)))
    expect(await rebuild()).toBe('written')
    expect(await stateOf()).toMatchObject({ assigned: true, updatedAt: time(10) })
    expect(await found(eventRecord(unassigned(20)))).toEqual(unread)
  })
})

describe('while a state is rebuilt', () => {
  test('an event that changes nothing in the state as it was counts in the one that is written', async () => {
    const [before, late, removed] = [assigned(1), tag(30, 'a'), tag(20, 'b', '77', 'Remove')]
    await put(itemOfState(folded(before, late)), itemOf(before), itemOf(late), ...receiptsOf(late, 10, [30]))
    const raced = interrupted(writesState, async () => {
      const state = await stateOf()
      await store(table, 'Object', [removed])
      expect(await stateOf()).toEqual(state)
    })
    expect(await rebuild(raced)).toBe('written')
    expect(await stateOf()).toMatchObject({ assigned: true, startedAt: time(1), updatedAt: time(20) })
    expect(await stateOf()).not.toHaveProperty('tagIds')
  })

  test('a tag that moves to a still earlier receipt is not left at the later', async () => {
    const [one, other] = [tag(10, 'a'), tag(10, 'b', '78')]
    const earlier = { ...one, occurredAt: time(5) }
    await put(...[one, other, earlier].map(itemOf), itemOfState(folded(earlier, other)))
    const raced = interrupted(
      (command, text) => command === 'PutItemCommand' && text.includes('"tag#77'),
      async () => {
        await put(...receiptsOf(one, 5, [10]))
        await moveToFirstReceipt(table, 'Object', '1', [earlier])
      },
    )
    expect(await rebuild(raced)).toBe('written')
    expect(await found('tag#77')).toEqual(tagItems(earlier)[0])
    expect(await stateOf()).toMatchObject(itemOfState(folded(earlier, other)))
    expect(await found('tag#78')).toEqual(tagItems(other)[0])
  })

  test('another consumer may write it 19 times, and not 20', async () => {
    await put(itemOf(assigned(10)))
    const outcome = (error: unknown) => error
    expect(await rebuild(outpaced(20)).catch(outcome)).toEqual(
      new ConflictError('the state changed under every attempt to write it'),
    )
    expect(await stateOf()).toBeUndefined()
    expect(await rebuild(outpaced(19)).catch(outcome)).toBe('written')
    expect(await items()).toMatchObject([{ trigger: 'OnAssign' }, { record: 'state', startedAt: time(10) }])
  })
})
