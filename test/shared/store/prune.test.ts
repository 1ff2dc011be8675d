import { beforeEach, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import { putItems } from '../../../shared/dynamodb/batch.ts'
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

const noon = '2024-06-16T12:00:00.000Z'
const at = Date.parse(noon) / 1000
const day = 24 * 60 * 60
const erased = { erasedAt: '2024-06-01T00:00:00.000Z', updatedAt: noon }

describe('an item', () => {
  test.each<[string, JsonObject, number, boolean]>([
    ['has not expired at its time', { expiresAt: at }, at, false],
    ['has expired after its time', { expiresAt: at }, at + 1, true],
    [
      'expires by its own time, whatever was erased',
      { ...erased, expiresAt: at + 9 * day },
      at + 2 * day,
      false,
    ],
    ['without an expiry never expires', { updatedAt: noon }, at + 9 * day, false],
    ['of an erased thing expires as its state would', erased, at + day + 1, true],
    ['of an erased thing has not expired at that time', erased, at + day, false],
    [
      'of a thing whose texts were erased expires too',
      { textsErasedAt: noon, updatedAt: noon },
      at + 2 * day,
      true,
    ],
    ['of an erased thing that has no state but the stub stays', { erasedAt: noon }, at + 9 * day, false],
  ])('%s', (_, item, now, expired) => {
    expect(isExpired({ stateRetentionDays: 1 }, item, now)).toBe(expired)
    expect(isAlive({ ...table, stateRetentionDays: 1 }, { ...item, record: 'state' }, now)).toBe(!expired)
  })

  test('of an erased thing never expires where states never do', () => {
    expect(isExpired({}, erased, at + 9999 * day)).toBe(false)
  })

  test.each<[JsonObject, boolean, boolean]>([
    [{ record: 'state' }, true, false],
    [{ record: 'event#1' }, true, false],
    [{ record: 'event#1', withdrawnAt: noon }, false, false],
    [{ record: 'states' }, false, false],
    [{ record: 'receipt#event#1' }, false, false],
    [{ record: 'tag#7' }, false, true],
    [{ record: 'contact#7' }, false, true],
    [{ record: 'event#tag#7' }, true, false],
  ])('%j is alive: %s, finds a thing: %s', (item, alive, isIndex) => {
    expect(isAlive(table, item, at)).toBe(alive)
    expect(isIndexItem(item)).toBe(isIndex)
  })
})

describe('what has expired', () => {
  const keyed = (record: string, more: JsonObject = {}) => ({ objectId: '1', record, ...more })

  test('is deleted unless it was written again with a later expiry', async () => {
    const old = [keyed('event#1', { expiresAt: at }), keyed('event#2', { expiresAt: at })]
    await putItems(table, [...old, keyed('event#3', { expiresAt: at })])
    await putItems(table, [keyed('event#2', { expiresAt: at + day })])
    await deleteExpired(table, 'Object', old, at + 1)
    expect(await items()).toMatchObject([{ record: 'event#2' }, { record: 'event#3' }])
  })

  test('of an erased thing becomes a stub that says up to when, unless it was written since', async () => {
    const state = (objectId: string, revision: string) => ({
      objectId,
      record: 'state',
      ...erased,
      revision,
      status: 'x',
    })
    await putItems(table, [state('1', 'read'), state('2', 'written since')])
    await deleteExpired(table, 'Object', [state('1', 'read'), state('2', 'read')], at)
    const [stub] = await items()
    expect(stub).toMatchObject({ record: 'state', erasedAt: erased.erasedAt, registers: {} })
    expect(stub).not.toHaveProperty('status')
    expect(await items('2')).toEqual([state('2', 'written since')])
  })

  test('of the quarantine is deleted whatever its item says', async () => {
    const item = { objectId: '1', record: 'x', expiresAt: at }
    await putItems(table, [item])
    await deleteExpired(table, 'Quarantine', [{ objectId: '1', record: 'x' }], at + 1)
    expect(await items()).toEqual([])
  })
})

describe('index items', () => {
  const tag = { objectId: '1', record: 'tag#77', version: 'v1', taggedAt: noon }
  const contact = { objectId: '1', record: 'contact#9', version: 'v1' }
  const event = () =>
    first('Object', 'OnUpdateTag', { Id: '1', Tags: { Tag: { Id: '77', Action: 'Add', Name: 'VIP' } } })

  test('of a thing that has a state or an event stay', async () => {
    await putItems(table, [tag, { objectId: '1', record: 'state' }])
    expect(await pruneIndexItems(table, 'Object', '1', at, false)).toBe(0)
    expect(await items()).toHaveLength(2)
  })

  test.each([
    ['counted', true, 3],
    ['removed', false, 1],
  ])('of a thing of which nothing else is left are %s', async (_, isDry, left) => {
    await putItems(table, [tag, contact, { objectId: '1', record: 'event#1', expiresAt: at - 1 }])
    called()
    expect(await pruneIndexItems(table, 'Object', '1', at, isDry)).toBe(2)
    expect(await items()).toHaveLength(left)
    expect(called()).toHaveLength(isDry ? 1 : 4)
  })

  test('that an event needs which comes meanwhile are written again', async () => {
    await putItems(table, [tag, { objectId: '1', record: 'event#0', expiresAt: at - 1 }])
    let reads = 0
    const racing = scripted(async (command) => {
      if (command === 'DeleteItemCommand' && reads++ === 0) {
        await store(table, 'Object', [event()])
        await putItems(table, [tag])
      }
      return undefined
    })
    expect(await pruneIndexItems(racing, 'Object', '1', at, false)).toBe(1)
    expect(await items()).toContainEqual(expect.objectContaining({ record: 'tag#77', name: 'VIP' }))
  })

  test('are read with what decides whether they are left over, and no more', async () => {
    let asked: unknown
    const watched = scripted((_command, input) => {
      asked = input
      return undefined
    })
    await pruneIndexItems(watched, 'Object', '1', at, true)
    const names = Object.values(
      (asked as { ExpressionAttributeNames: Record<string, string> }).ExpressionAttributeNames,
    )
    expect(names).toEqual(expect.arrayContaining(['objectId', ...pruneAttributes]))
    expect(asked).toMatchObject({ ConsistentRead: true })
    expect([...pruneAttributes].sort()).toEqual([
      'erasedAt',
      'expiresAt',
      'record',
      'revision',
      'textsErasedAt',
      'updatedAt',
      'version',
      'withdrawnAt',
    ])
  })
})
