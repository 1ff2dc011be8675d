import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../../shared/commbox/json.ts'
import { at, first, issuesOf, stateAfter } from '../../events-of.ts'

const added = {
  eventName: 'OnAdd',
  tagId: '3377699720535050',
  groupId: '0',
  name: 'TestADD',
  isObject: 'True',
  isUser: 'False',
  type: '1',
  unit: '0',
  unitValidationType: '0',
  unitValidation: '',
  defaultValue: '',
}
const updated = {
  ...added,
  eventName: 'OnUpdate',
  groupId: '3377699720528190',
  unitValidation: { min: '1', max: '1111' },
  defaultValue: '10',
}
const change = (trigger: string, payload: JsonObject, minute: string) =>
  first('Tag', trigger, payload, at(minute))

describe.each(['OnAdd', 'OnUpdate'])('a tag by %s', (trigger) => {
  test('has the fields of its settings, and shows nothing of what is empty', () => {
    const event = first('Tag', trigger, added)
    expect(event.key).toBe('tag#3377699720535050')
    const { registers: _registers, revision: _revision, ...state } = stateAfter('Tag', event)
    expect(state).toEqual({
      tagKey: 'tag#3377699720535050',
      record: 'state',
      format: 1,
      updatedAt: event.occurredAt,
      tagId: '3377699720535050',
      name: 'TestADD',
      typeId: '1',
      type: 'Tag',
      isObject: true,
      isUser: false,
      unit: '0',
      unitValidationType: '0',
      deleted: false,
    })
  })

  test('may belong to a group', () => {
    expect(stateAfter('Tag', first('Tag', trigger, updated))).toMatchObject({
      groupId: '3377699720528190',
      memberOf: '3377699720528190',
      unitValidation: { min: '1', max: '1111' },
      defaultValue: '10',
    })
  })

  test('needs only an id', () => {
    expect(issuesOf('Tag', trigger, { tagId: 5 })).toEqual([])
    expect(issuesOf('Tag', trigger, { name: 'a' })).toMatchObject([{ path: 'tagId' }])
  })

  test.each([
    ['5', 'Topics Tag'],
    [103, 'Customer Satisfaction Open Answer'],
    ['6', 'Unknown (6)'],
  ])('of type %j is a %s', (type, name) => {
    expect(stateAfter('Tag', first('Tag', trigger, { tagId: '1', type })).type).toBe(name)
  })

  test('of no type has none', () => {
    expect(stateAfter('Tag', first('Tag', trigger, { tagId: '1' }))).not.toHaveProperty('type')
  })

  test('of a type that is no number can be stored', () => {
    const { type } = stateAfter('Tag', first('Tag', trigger, { tagId: '1', type: 'constructor' }))
    expect(['string', 'undefined']).toContain(typeof type)
  })
})

describe('leaving a group', () => {
  test('clears it', () => {
    const state = stateAfter('Tag', change('OnUpdate', updated, '01'), change('OnUpdate', added, '02'))
    expect(state).not.toHaveProperty('groupId')
    expect(state).not.toHaveProperty('memberOf')
  })
})

describe('a deletion', () => {
  const deleted = { eventName: 'OnDelete', tagId: '3377699720535050' }

  test('keeps what was known, out of the group', () => {
    const state = stateAfter('Tag', change('OnUpdate', updated, '01'), change('OnDelete', deleted, '02'))
    expect(state).toMatchObject({ deleted: true, name: 'TestADD', groupId: '3377699720528190' })
    expect(state).not.toHaveProperty('memberOf')
  })

  test('is not undone by an earlier update that is received late', () => {
    const state = stateAfter('Tag', change('OnDelete', deleted, '02'), change('OnUpdate', updated, '01'))
    expect(state).toMatchObject({ deleted: true, name: 'TestADD' })
  })

  test('does not stand against a later update', () => {
    const state = stateAfter('Tag', change('OnDelete', deleted, '01'), change('OnUpdate', updated, '02'))
    expect(state).toMatchObject({ deleted: false, memberOf: '3377699720528190' })
  })

  test('of a tag that was never seen is a state all the same', () => {
    expect(stateAfter('Tag', change('OnDelete', deleted, '01'))).toMatchObject({
      tagId: deleted.tagId,
      deleted: true,
    })
  })

  test('needs an id', () => {
    expect(issuesOf('Tag', 'OnDelete', { eventName: 'OnDelete' })).toMatchObject([{ path: 'tagId' }])
  })
})
