import { beforeEach, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import { putItems } from '../../../shared/dynamodb/batch.ts'
import { markErased } from '../../../shared/store/mark-erased.ts'
import { restoreItems, restoreQuarantine } from '../../../shared/store/restore.ts'
import { store } from '../../../shared/store/store.ts'
import { at, first } from '../events-of.ts'
import { recordedTable } from './recorded-table.ts'

let { table, called, items, bodies } = recordedTable()
beforeEach(() => {
  ;({ table, called, items, bodies } = recordedTable())
})

const assigned = (minute: string) =>
  first('Object', 'OnAssign', { Id: '1' }, { ...at(minute), requestId: 'r-1' })

/** The items of another table in which an event was stored. */
async function backup(...minutes: string[]): Promise<JsonObject[]> {
  const other = recordedTable()
  await store({ ...other.table, retentionDays: 30 }, 'Object', minutes.map(assigned))
  return other.items()
}

const restore = (these: readonly JsonObject[]) => restoreItems(table, 'Object', '1', these)
const ofKind = (all: readonly JsonObject[], kind: string) =>
  all.filter(({ record }) => String(record).startsWith(kind))
const nothing = { count: 0, isChanged: false, unreadable: [] }
const one = { count: 1, isChanged: true, unreadable: [] }

describe('an event', () => {
  test('that is missing is written with its receipt, and says that it was restored', async () => {
    const other = await backup('01')
    expect(await restore(other)).toEqual(one)
    const expected = other.filter(({ record }) => record !== 'state')
    expect(await items()).toEqual(
      expected.map((item) => (String(item.record).startsWith('event#') ? { ...item, via: 'restore' } : item)),
    )
  })

  test('that is there is not written, and neither are its receipt and state', async () => {
    const other = await backup('01')
    await putItems(table, other)
    called()
    expect(await restore(other)).toEqual(nothing)
    expect(called().filter((call) => /Put|Write|Delete/.test(call))).toEqual([])
  })

  test('that was withdrawn here stays so', async () => {
    const other = await backup('01')
    const stubs = other
      .filter(({ record }) => record !== 'state')
      .map(({ objectId = '', record = '', occurredAt = '' }) => ({
        objectId,
        record,
        occurredAt,
        withdrawnAt: 'x',
      }))
    await putItems(table, stubs)
    expect(await restore(ofKind(other, 'event#'))).toEqual(nothing)
    expect(await items()).toEqual(stubs)
  })

  test('of which only the receipt was withdrawn here is not written', async () => {
    const other = await backup('01')
    const [receipt = {}] = ofKind(other, 'receipt#')
    await putItems(table, [{ ...receipt, withdrawnAt: 'x' }])
    expect(await restore(other.filter(({ record }) => record !== 'state'))).toEqual(nothing)
    expect(ofKind(await items(), 'event#')).toEqual([])
  })

  test('that has an earlier receipt here is not written, and its later one is known', async () => {
    await store(table, 'Object', [assigned('01')])
    const [event = {}] = ofKind(await backup('02'), 'event#')
    expect(await restore([event])).toEqual(nothing)
    const records = (await items()).map(({ record }) => String(record))
    expect(records.filter((record) => record.startsWith('event#'))).toHaveLength(1)
    const [moved] = ofKind(await items(), 'moved#')
    expect(String(moved?.record).endsWith(`#${at('02').receivedAt}`)).toBe(true)
    expect(moved).toMatchObject({ expiresAt: event.expiresAt })
  })

  test('that has a later receipt here moves to its own, for as long as it was kept', async () => {
    await store(table, 'Object', [assigned('02')])
    const [event = {}] = ofKind(await backup('01'), 'event#')
    await restore([event])
    const events = ofKind(await items(), 'event#')
    expect(events).toMatchObject([{ occurredAt: at('01').receivedAt, expiresAt: event.expiresAt }])
  })

  test('that cannot be read is written as it is, and named', async () => {
    const [event = {}] = ofKind(await backup('01'), 'event#')
    const unknown = { ...event, trigger: 'OnOther' }
    expect(await restore([unknown])).toEqual({ ...one, unreadable: [event.record] })
    expect(ofKind(await items(), 'event#')).toEqual([{ ...unknown, via: 'restore' }])
  })

  test.each([
    ['after it', '02', 0],
    ['at its receipt', '01', 0],
    ['before it', '00', 1],
  ])('of a thing that was erased %s is written: %s, %d', async (_, minute, count) => {
    await markErased(table, 'Object', '1', { all: at(minute).receivedAt })
    const [event = {}] = ofKind(await backup('01'), 'event#')
    expect((await restore([event])).count).toBe(count)
    expect((await restore([{ ...event, record: `${event.record}x`, trigger: 'OnOther' }])).count).toBe(count)
    expect(ofKind(await items(), 'event#')).toHaveLength(2 * count)
  })

  test('that is dated after an erasure, and was received before, leaves a stub', async () => {
    await markErased(table, 'Object', '1', { all: at('02').receivedAt })
    const [event = {}] = ofKind(await backup('01'), 'event#')
    const ahead = { ...event, occurredAt: at('03').receivedAt, dated: true }
    expect(await restore([ahead])).toEqual(nothing)
    expect(ofKind(await items(), 'event#')).toMatchObject([
      { reason: 'erased', withdrawnAt: at('01').receivedAt },
    ])
  })
})

describe('what is no event', () => {
  const keyed = (record: string, more: JsonObject = {}) => ({ objectId: '1', record, ...more })

  test('and is missing is written: an index item changes the thing, a receipt comes with its event', async () => {
    expect(await restore([keyed('tag#7', { version: 'a' })])).toEqual({ ...nothing, isChanged: true })
    expect(await restore([keyed('receipt#7')])).toEqual(nothing)
    expect(await items()).toEqual([keyed('tag#7', { version: 'a' })])
    expect(await restore([keyed('tag#7', { version: 'b' })])).toEqual(nothing)
    expect(await items()).toEqual([keyed('tag#7', { version: 'a' })])
  })

  test('a stub replaces what is there, once', async () => {
    const stub = keyed('event#1', { withdrawnAt: 'x' })
    await putItems(table, [keyed('event#1', { status: 'open' })])
    expect(await restore([stub])).toEqual(one)
    expect(await restore([stub])).toEqual(nothing)
    expect(await items()).toEqual([stub])
  })

  test('what is left of an erased event replaces the event, and no stub or other remainder', async () => {
    const remainder = keyed('event#1', { erasedAt: 'x' })
    await putItems(table, [keyed('event#1', { status: 'open' })])
    expect(await restore([remainder])).toEqual(one)
    expect(await restore([keyed('event#1', { erasedAt: 'y' })])).toEqual(nothing)
    expect(await items()).toEqual([remainder])
    expect(await restore([keyed('event#1', { withdrawnAt: 'z' })])).toEqual(one)
    expect(await restore([remainder])).toEqual(nothing)
    expect(await items()).toEqual([keyed('event#1', { withdrawnAt: 'z' })])
  })

  test('a state changes the thing if it says something else, and brings its erasure', async () => {
    const state = keyed('state', { revision: 'a' })
    expect(await restore([state])).toEqual({ ...nothing, isChanged: true })
    expect(await items()).toEqual([])
    await putItems(table, [state])
    expect(await restore([state])).toEqual(nothing)
    await restore([keyed('state', { revision: 'b', erasedAt: at('01').receivedAt })])
    expect(await items()).toMatchObject([{ record: 'state', erasedAt: at('01').receivedAt }])
  })
})

test('quarantined deliveries are written where they are missing, stubs always; bodies that are gone are named', async () => {
  const keyed = (record: string, more: JsonObject = {}) => ({ objectId: '1', record, ...more })
  await bodies.put('there', '{}')
  const delivered = [keyed('a', { bodyKey: 'there' }), keyed('b', { bodyKey: 'gone' }), keyed('c')]
  expect(await restoreQuarantine(table, delivered)).toEqual({ ...nothing, count: 3, unreadable: ['b'] })
  expect(await restoreQuarantine(table, delivered)).toEqual(nothing)
  expect(await items()).toEqual(delivered)
  const stub = keyed('a', { withdrawnAt: 'x' })
  expect((await restoreQuarantine(table, [stub])).count).toBe(1)
  expect(await items()).toEqual([stub, ...delivered.slice(1)])
})
