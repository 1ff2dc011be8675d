import { beforeEach, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import { getItems, putItems } from '../../../shared/dynamodb/batch.ts'
import { deleteItem } from '../../../shared/dynamodb/database.ts'
import type { Database } from '../../../shared/store/database.ts'
import { markErased } from '../../../shared/store/mark-erased.ts'
import {
  deleteExpired,
  isAlive,
  isExpired,
  isIndexItem,
  pruneAttributes,
  pruneIndexItems,
} from '../../../shared/store/prune.ts'
import { store } from '../../../shared/store/store.ts'
import { first } from '../events-of.ts'
import { recordedTable } from './recorded-table.ts'

let { table, called, items, scripted } = recordedTable()
beforeEach(() => {
  ;({ table, called, items, scripted } = recordedTable())
})

const now = Date.parse('2024-06-16T12:00:00.000Z') / 1000
const past = { expiresAt: now - 1 }
const yearAgo = '2023-06-17T12:00:00.000Z'
const secondBefore = '2023-06-17T11:59:59.000Z'
const erasedAt = '2024-06-01T00:00:00.000Z'
const withdrawnAt = erasedAt
const retention = { stateRetentionDays: 365 }

const recordsOf = async (key = '1') => (await items(key)).map(({ record }) => record)
/** What a scan for leftovers reads of items. */
const asScanned = (all: readonly JsonObject[]) =>
  all.map((item) =>
    Object.fromEntries(
      [table.partitionKey, ...pruneAttributes].flatMap((name) => {
        const value = item[name]
        return value === undefined ? [] : [[name, value]]
      }),
    ),
  )

describe('an item has expired', () => {
  test.each<[string, JsonObject, boolean]>([
    ['a second after its expiry', past, true],
    ['at its expiry', { expiresAt: now }, false],
    ['before its expiry', { expiresAt: now + 1 }, false],
    ['with an expiry that DynamoDB does not read', { expiresAt: String(now - 1) }, false],
    ['without an expiry, however old', { updatedAt: '1999-01-01T00:00:00.000Z' }, false],
    [
      'of an erased thing, longer after its change than states are kept',
      { erasedAt, updatedAt: secondBefore },
      true,
    ],
    ['of erased texts, longer after its change', { textsErasedAt: erasedAt, updatedAt: secondBefore }, true],
    ['of an erased thing, no longer after its change', { erasedAt, updatedAt: yearAgo }, false],
    [
      'of an erased thing, by its expiry if it has one',
      { erasedAt, updatedAt: secondBefore, expiresAt: now },
      false,
    ],
    ['of an erased thing that says no change', { erasedAt }, false],
    ['of an erased thing whose change is no time', { erasedAt, updatedAt: 2020 }, false],
  ])('%s: %j: %s', (_, item, expected) => {
    expect(isExpired(retention, item, now)).toBe(expected)
  })

  test('never, of an erased thing, where states are kept for ever', () => {
    expect(isExpired({}, { erasedAt, updatedAt: '1999-01-01T00:00:00.000Z' }, now)).toBe(false)
  })
})

test.each([
  ['tag#77', true],
  ['contact#phone:972501112233', true],
  ['state', false],
  ['event#2024-06-16T12:00:00.000Z#tag#77', false],
  ['receipt#contact#1', false],
])('%s is an index item: %s', (record, expected) => {
  expect(isIndexItem({ record })).toBe(expected)
})

test.each<[JsonObject, boolean]>([
  [{ record: 'state' }, true],
  [{ record: 'state', expiresAt: now }, true],
  [{ record: 'state', ...past }, false],
  [{ record: 'state', erasedAt, updatedAt: secondBefore }, false],
  [{ record: 'state', erasedAt, updatedAt: yearAgo }, true],
  [{ record: 'state', erasedAt, withdrawnAt }, false],
  [{ record: 'event#2024-06-16T12:00:00.000Z#1' }, true],
  [{ record: 'event#2024-06-16T12:00:00.000Z#1', ...past }, false],
  [{ record: 'event#2024-06-16T12:00:00.000Z#1', withdrawnAt }, false],
  [{ record: 'states' }, false],
  [{ record: 'receipt#event#1' }, false],
  [{ record: 'tag#77' }, false],
])('%j keeps its thing alive: %s', (item, expected) => {
  expect(isAlive({ ...table, ...retention }, item, now)).toBe(expected)
})

describe('what has expired', () => {
  test('is deleted, unless it was written again since', async () => {
    const expired = ['event#1', 'event#2', 'receipt#1', 'state'].map((record) => ({
      objectId: '1',
      record,
      ...past,
    }))
    const [gone, again, lasting] = expired
    await putItems(table, expired)
    await putItems(table, [
      { ...again, expiresAt: now },
      { ...lasting, expiresAt: now + 1 },
    ])
    await deleteExpired(table, 'Object', asScanned(expired), now)
    expect(await recordsOf()).toEqual(['event#2', 'receipt#1'])
    // Deleted by DynamoDB meanwhile.
    await deleteExpired(table, 'Object', asScanned([{ ...gone }]), now)
    expect(await recordsOf()).toEqual(['event#2', 'receipt#1'])
  })

  test('of quarantined deliveries is deleted too; one without an expiry stays', async () => {
    const quarantine: Database = { ...table, tableName: 'Quarantine', partitionKey: 'day' }
    const row = (id: string, more: JsonObject = {}) => ({
      day: '2024-06-09',
      record: `2024-06-09T07:30:00.000Z#${id}`,
      ...more,
    })
    const rows = [row('a', past), row('b')]
    await putItems(quarantine, rows)
    await deleteExpired(quarantine, 'Quarantine', rows, now)
    const left = await getItems(
      quarantine,
      rows.map(({ day, record }) => ({ key: day, record })),
    )
    expect([...left.values()]).toEqual([row('b')])
  })

  test.each(['all', 'texts'] as const)(
    'of a thing that was erased (%s) leaves a stub that says up to when, unless it changed since',
    async (kind) => {
      await store({ ...table, ...retention }, 'Object', [tagged(10)])
      await markErased(table, 'Object', '1', { [kind]: erasedAt })
      const state = (await items()).filter(({ record }) => record === 'state')
      expect(state).toMatchObject([{ tagIds: ['77'] }])
      await store(table, 'Object', [tagged(20, '78')])
      await deleteExpired(table, 'Object', asScanned(state), now)
      const changed = (await items()).filter(({ record }) => record === 'state')
      expect(changed).toMatchObject([{ tagIds: ['77', '78'] }])
      await deleteExpired(table, 'Object', asScanned(changed), now)
      expect((await items()).filter(({ record }) => record === 'state')).toEqual([
        {
          objectId: '1',
          record: 'state',
          format: 1,
          registers: {},
          [kind === 'all' ? 'erasedAt' : 'textsErasedAt']: erasedAt,
          withdrawnAt: erasedAt,
          revision: expect.any(String),
        },
      ])
    },
  )
})

/** A tag that was added, and received at `second`. */
function tagged(second: number, Id = '77') {
  const payload = { Id: '1', Tags: { Tag: { Id, Action: 'Add', Name: 'VIP' } } }
  const receivedAt = `2024-06-16T12:00:${second}.000Z`
  return first('Object', 'OnUpdateTag', payload, { receivedAt, deliveryId: `d-${second}` })
}

describe('of a thing that has neither a state nor an event', () => {
  const index = [
    { objectId: '1', record: 'contact#phone:972501112233', version: 'v1' },
    { objectId: '1', record: 'tag#77', version: 'v1' },
  ]
  const kept = [
    { objectId: '1', record: 'event#2024-06-09T12:00:00.000Z#1', trigger: 'OnUpdateTag', ...past },
    { objectId: '1', record: 'event#2024-06-10T12:00:00.000Z#2', withdrawnAt },
    { objectId: '1', record: 'receipt#3' },
    { objectId: '1', record: 'state', erasedAt, updatedAt: secondBefore },
  ]
  const prune = (isDry = false, of = table) =>
    pruneIndexItems({ ...of, ...retention }, 'Object', '1', now, isDry)

  test('the index items go, and no others', async () => {
    const other = { objectId: '2', record: 'tag#77', version: 'v1' }
    await putItems(table, [...index, ...kept, other])
    expect(await prune()).toBe(2)
    expect(await items()).toEqual(kept)
    expect(await items('2')).toEqual([other])
    expect(await prune()).toBe(0)
  })

  test('they are counted, and stay, if nothing is to be removed', async () => {
    await putItems(table, [...index, ...kept])
    called()
    expect(await prune(true)).toBe(2)
    expect(called()).toEqual(['Query'])
    expect(await recordsOf()).toEqual([...index, ...kept].map(({ record }) => record).toSorted())
  })

  test.each<[string, JsonObject]>([
    ['a state', { record: 'state' }],
    [
      'the state of an erased thing that was written to since',
      { record: 'state', erasedAt, updatedAt: yearAgo },
    ],
    ['an event', { record: 'event#2024-06-11T12:00:00.000Z#4', expiresAt: now + 1 }],
  ])('does not count one that has %s: its index items stay', async (_, living) => {
    await putItems(table, [...index, ...kept])
    await putItems(table, [{ objectId: '1', ...living }])
    const before = await items()
    expect(await prune()).toBe(0)
    expect(await items()).toEqual(before)
  })

  test('is decided by what is in the table at this moment', async () => {
    const reads: unknown[] = []
    await putItems(table, index)
    const watched = scripted((command, input) => {
      if (command === 'QueryCommand') reads.push(input.ConsistentRead)
      return undefined
    })
    await prune(false, watched)
    expect(reads).toEqual([true, true])
  })

  test('an index item that was written again meanwhile stays', async () => {
    await putItems(table, index)
    const again = { objectId: '1', record: 'tag#77', version: 'v2' }
    let isFirst = true
    const busy = scripted((command) => {
      if (command !== 'DeleteItemCommand' || !isFirst) return undefined
      isFirst = false
      return putItems(table, [again]).then(() => undefined)
    })
    await prune(false, busy)
    expect(await items()).toEqual([again])
  })

  test('an event that is stored meanwhile gets back the index items that it found', async () => {
    await store({ ...table, ...retention }, 'Object', [tagged(10)])
    const whole = await items()
    const leftOver = whole.filter(isIndexItem)
    await Promise.all(whole.map(({ record }) => deleteItem(table, { key: '1', record: String(record) })))
    await putItems(table, leftOver)
    let isFirst = true
    const busy = scripted((command) => {
      if (command !== 'DeleteItemCommand' || !isFirst) return undefined
      isFirst = false
      return store({ ...table, ...retention }, 'Object', [tagged(10)]).then(() => undefined)
    })
    expect(await prune(false, busy)).toBe(1)
    expect(await items()).toEqual(whole)
  })
})
