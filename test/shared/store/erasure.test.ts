import { beforeEach, describe, expect, test } from 'vitest'
import type { Json } from '../../../shared/commbox/json.ts'
import { putItems } from '../../../shared/dynamodb/batch.ts'
import type { Erased, State } from '../../../shared/events/register.ts'
import { latestErased, readErasure } from '../../../shared/store/erasure.ts'
import { recordedTable } from './recorded-table.ts'

const noon = '2024-06-16T12:00:00.000Z'
const one = '2024-06-16T13:00:00.000Z'
const two = '2024-06-16T14:00:00.000Z'

let { table, called } = recordedTable()
beforeEach(() => {
  ;({ table, called } = recordedTable())
})

/** A state whose registers have these values, and which says this of erasures. */
function stateOf(values: Record<string, Json>, erased?: Erased): State {
  const versions = Object.fromEntries(Object.keys(values).map((name) => [name, `${noon}#n011`]))
  return { key: '1', values, versions, cut: [], ...(erased ? { erased } : {}) }
}

/** Erases users, each up to a time. */
const eraseUsers = (users: Record<string, string>) =>
  putItems(
    table,
    Object.entries(users).map(([id, erasedAt]) => ({ objectId: `user#${id}`, record: 'state', erasedAt })),
  )

test.each<[Erased[], Erased]>([
  [[], {}],
  [[{}, {}], {}],
  [[{ all: noon }, { all: one }], { all: one }],
  [[{ all: one }, { all: noon }], { all: one }],
  [[{ texts: one }, {}, { texts: noon }], { texts: one }],
  [[{ all: noon, texts: two }, { all: one }], { all: one, texts: two }],
])('of the erasures %j the latest of each kind counts: %j', (all, latest) => {
  expect(latestErased(all)).toEqual(latest)
})

describe('what was erased of a thing', () => {
  test('is what any of its states says', async () => {
    const { erased } = await readErasure(table, [stateOf({}, { all: noon }), stateOf({}, { texts: one })])
    expect(erased).toEqual({ all: noon, texts: one })
    expect(called()).toEqual([])
  })

  test.each([
    ['from before its time', '2024-06-16T11:59:59.999Z#n011', true],
    ['from within its second, as a redaction at its end', '2024-06-16T12:00:00.999Z#n011', true],
    ['from the next second', '2024-06-16T12:00:01.000Z#n011', false],
    ['that only counts while there is no other', '!2024-06-16T11:00:00.000Z#n011', true],
    [
      'that only counts while there is no other, from the next second',
      '!2024-06-16T12:00:01.000Z#n011',
      false,
    ],
  ])('reaches a version %s: %s, %s', async (_, version, isReached) => {
    const erasure = await readErasure(table, [stateOf({}, { all: noon })])
    expect(erasure.reaches(version, 'index')).toBe(isReached)
    expect(erasure.reaches(version, 'contact')).toBe(isReached)
    expect(erasure.removes('status', version, 'open')).toBe(isReached)
  })

  test('needs no user to be read where its registers name none', async () => {
    await readErasure(table, [stateOf({ status: 'open', managerId: '5' })])
    expect(called()).toEqual([])
  })

  test('is nothing where nothing was erased', async () => {
    const erasure = await readErasure(table, [stateOf({ customerId: '5' })])
    expect(erasure.erased).toEqual({})
    expect(erasure.reaches('', 'contact')).toBe(false)
    for (const name of ['status', 'summary', 'customerId', 'customers.5.name'])
      expect(erasure.removes(name, `${noon}#n011`, '5')).toBe(false)
  })
})

describe('what was erased of a user', () => {
  const before = `${noon}#n011`
  const after = `${two}#n011`

  test.each([['customerId'], ['userId']])(
    'reaches contact items of a thing that names them as %s',
    async (name) => {
      await eraseUsers({ 5: one, 6: two })
      const erasure = await readErasure(table, [stateOf({ [name]: '5' })])
      expect(called()).toContain('BatchGetItem state')
      expect(erasure.erased).toEqual({})
      expect(erasure.reaches(before, 'contact')).toBe(true)
      expect(erasure.reaches(after, 'contact')).toBe(false)
      expect(erasure.reaches(before, 'index')).toBe(false)
    },
  )

  test('reaches contact items up to the later of two users, or of the thing', async () => {
    await eraseUsers({ 5: two, 6: noon })
    const members = { 'customers.6': 'Dana', 'customers.5': 'Noam' }
    const erasure = await readErasure(table, [stateOf(members, { all: noon })])
    expect(erasure.reaches(`${one}#n011`, 'contact')).toBe(true)
    expect(erasure.reaches(`${one}#n011`, 'index')).toBe(false)
    const later = await readErasure(table, [stateOf({ userId: '6' }, { all: two })])
    expect(later.reaches(`${one}#n011`, 'contact')).toBe(true)
  })

  test.each<[string, string, Json | undefined, boolean]>([
    ['customers.5', before, 'Dana', true],
    ['customers.5', before, undefined, true],
    ['customers.5', after, 'Dana', false],
    ['customers.6', before, 'Noam', false],
    ['customerId', before, '5', true],
    ['customerId', after, '5', false],
    ['customerId', before, '6', false],
    ['userId', before, '5', true],
    ['userId', before, 5, false],
    ['userId', before, undefined, false],
    ['managerId', before, '5', false],
    ['tagged.5', before, '5', false],
    ['lastMessageText', before, 'Hello', true],
    ['summary', before, 'Hello', true],
    ['description', before, 'Hello', true],
    ['formUrl', before, 'Hello', true],
    ['properties', before, {}, true],
    ['submissionContext', before, {}, true],
    ['summary', after, 'Hello', false],
    ['status', before, 'open', false],
  ])('removes the register %s at %s with %j: %s', async (name, version, value, isRemoved) => {
    await eraseUsers({ 5: one })
    const erasure = await readErasure(table, [stateOf({ customerId: '5', userId: '6' })])
    expect(erasure.removes(name, version, value)).toBe(isRemoved)
  })

  test('is nothing for a user whose state says nothing of an erasure', async () => {
    await putItems(table, [{ objectId: 'user#5', record: 'state' }])
    const erasure = await readErasure(table, [stateOf({ customerId: '5' })])
    expect(erasure.removes('customerId', before, '5')).toBe(false)
    expect(erasure.reaches(before, 'contact')).toBe(false)
  })
})

test('erased texts take the registers with texts and no others', async () => {
  const erasure = await readErasure(table, [stateOf({ customerId: '5' }, { texts: one })])
  expect(erasure.removes('summary', `${noon}#n011`, 'Hello')).toBe(true)
  expect(erasure.removes('summary', `${two}#n011`, 'Hello')).toBe(false)
  expect(erasure.removes('status', `${noon}#n011`, 'open')).toBe(false)
  expect(erasure.reaches(`${noon}#n011`, 'contact')).toBe(false)
})
