import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { requiredId } from '../../../shared/commbox/values.ts'
import { has, trigger, typeName } from '../../../shared/entities/trigger.ts'

const child = v.looseObject({ Id: requiredId })
const sample = trigger({
  schema: v.looseObject({ Id: requiredId, Children: v.optional(v.array(child)) }),
  interpret: ({ Id }, payload) => [{ key: Id, payload, content: payload }],
})

test('a valid payload is read, with fields that we do not know', () => {
  const payload = { Id: 7, Later: { invention: true } }
  expect(sample.read(payload)).toEqual({ drafts: [{ key: '7', payload, content: payload }] })
})

test('no shape is certain unless the trigger says so', () => {
  expect(sample.isCertain({ Id: '7' })).toBe(false)
})

describe('what is wrong is a place and types, and never a value', () => {
  test('missing', () => {
    expect(sample.read({})).toEqual({ issues: [{ path: 'Id', expected: 'a value', received: 'nothing' }] })
  })

  test.each([
    [null, 'null'],
    [true, 'boolean'],
    [['secret'], 'array'],
    [{ secret: 'secret' }, 'object'],
    ['secret', 'string'],
    [1.5, 'number'],
  ])('%j', (Id, received) => {
    const reading = sample.read({ Id })
    expect(reading).toMatchObject({ issues: [{ path: 'Id', received }] })
    expect(JSON.stringify(reading)).not.toMatch(/secret|1\.5/)
  })

  test('of several types that could be, the types', () => {
    const either = trigger({
      schema: v.looseObject({ Id: v.union([v.string(), v.number()]) }),
      interpret: () => [],
    })
    expect(either.read({ Id: true })).toEqual({
      issues: [{ path: 'Id', expected: 'string | number', received: 'boolean' }],
    })
  })

  test('of a whole payload, the whole', () => {
    const never = trigger({
      schema: v.pipe(
        v.looseObject({}),
        v.check(() => false),
      ),
      interpret: () => [],
    })
    expect(never.read({ Id: '1' })).toEqual({
      issues: [{ path: '', expected: 'another value', received: 'object' }],
    })
  })

  test('all of it, deep in the payload', () => {
    expect(sample.read({ Id: true, Children: [{ Id: '1' }, {}] })).toMatchObject({
      issues: [{ path: 'Id' }, { path: 'Children.1.Id', received: 'nothing' }],
    })
  })
})

test.each([
  [null, 'null'],
  [[], 'array'],
  [{}, 'object'],
  ['', 'string'],
  [0, 'number'],
  [false, 'boolean'],
])('the type of %j is %s', (value, name) => {
  expect(typeName(value)).toBe(name)
})

describe('a member says something', () => {
  test.each([['a'], [0], [false], [{ Tag: [] }], [['a']]])('that is %j', (Tags) => {
    expect(has({ Tags }, 'Tags')).toBe(true)
  })

  test.each([[''], [null], [{}], [[]]])('unless it is empty: %j', (Tags) => {
    expect(has({ Tags }, 'Tags')).toBe(false)
  })

  test('unless it is not there, also if it is called as what every object has', () => {
    expect(has({}, 'Tags')).toBe(false)
    expect(has({}, 'toString')).toBe(false)
  })

  test('if it is the text of a message, also an empty one', () => {
    expect(has({ Message: '' }, 'Message')).toBe(true)
    expect(has({ Message: null }, 'Message')).toBe(false)
  })
})
