import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import type { Delivery } from '../../../shared/events/delivery.ts'
import { withdraw } from '../../../shared/store/withdraw.ts'
import { delivery, type RebuildTables, startTables, statusChange } from '../../infra/cli/rebuild/tables.ts'

let stored: RebuildTables
beforeAll(async () => {
  stored = await startTables()
})
afterAll(() => stored.close())
beforeEach(async () => stored.remove('Object', await stored.items('Object')))

const ids = { Id: '501', StreamId: '24569' }
const live = async () =>
  (await stored.partition('Object', '501')).filter((item) => item.withdrawnAt === undefined)
const eventIds = async (isWanted: (event: JsonObject) => boolean) =>
  new Set(
    (await live()).filter((item) => item.trigger && isWanted(item)).map(({ eventId }) => String(eventId)),
  )

function withdrawFrom501(these: ReadonlySet<string>, wait = async () => {}, client?: DynamoDBClient) {
  const options = { now: '2024-06-10T00:00:00.000Z', reason: 'withdrawn', wait } as const
  return withdraw(stored.database('Object', client), 'Object', new Map([['501', these]]), options)
}

const Tags = { Tag: { Id: '77', Action: 'Add', Name: 'Urgent' } }
const tagged = delivery('Object', 'OnUpdateTag', 5, { ...ids, Tags }, 'request-tag')
const assigned = (second: number) => delivery('Object', 'OnAssign', second, ids, 'request-a')
const unassigned = delivery('Object', 'OnUnAssign', 20, ids, 'request-b')

/** What a table holds after these deliveries and no withdrawal. */
async function tableOf(...deliveries: Delivery[]): Promise<JsonObject[]> {
  await stored.consume(deliveries)
  const items = await live()
  await stored.remove('Object', await stored.items('Object'))
  return items
}

test('the state, the tag and the start that only the withdrawn events explain go; the rest is as without them', async () => {
  const change = statusChange('501', 1, 2)
  const without = await tableOf(change)
  await stored.consume([change, tagged, assigned(1)])
  expect(await withdrawFrom501(await eventIds(({ trigger }) => trigger !== 'OnNewActivity'))).toBe(2)
  expect(await live()).toEqual(without)
  await stored.consume([tagged, assigned(30), assigned(1)])
  expect(await live()).toEqual(without)
})

test('a thing of which every event is withdrawn has no state left', async () => {
  await stored.consume([tagged, unassigned])
  expect(await withdrawFrom501(await eventIds(() => true))).toBe(2)
  expect(await live()).toEqual([])
})

test('a conversation that an event of the far future froze is healed, its index items too', async () => {
  const of = (second: number, date: string, tag: string, Action: string) => {
    const User = { Id: `90${second}`, FirstName: 'A', Phone1: `05012345${second}` }
    return [
      delivery('Object', 'OnNew', second, { ...ids, CreateDate: date, StatusID: '2', Message: tag, User }),
      delivery('Object', 'OnNewActivity', second + 1, {
        ...ids,
        Activities: {
          Activity: [
            { Id: `1${second}`, Type: '2', Data: { statusId: (second % 3) + 1 }, CreateDate: date },
            { Id: `2${second}`, Type: '6', Data: { assignedManagerId: second }, CreateDate: date },
            {
              Id: `3${second}`,
              Type: '7',
              Data: { tagId: 77, name: tag, isRemoveTag: Action === 'Remove' },
              CreateDate: date,
            },
          ],
        },
      }),
    ]
  }
  const right = [
    ...of(11, '09-06-2024 07:30:11', 'first', 'Add'),
    ...of(22, '09-06-2024 07:30:22', 'second', 'Add'),
    ...of(33, '09-06-2024 07:30:33', 'third', 'Remove'),
  ]
  const frozen = of(44, '31-12-2099 23:59:59', 'frozen', 'Add')
  const without = await tableOf(...right)
  await stored.consume([...right.slice(0, 2), ...frozen])
  await stored.consume(right.slice(2))
  expect((await live()).find(({ record }) => record === 'state')).toMatchObject({
    statusId: '3',
    lastMessageText: 'frozen',
  })
  await withdrawFrom501(await eventIds(({ occurredAt }) => String(occurredAt) > '2099'))
  expect(await live()).toEqual(without)
})

test('an interrupted withdrawal is completed by the next call, and counted once', async () => {
  const without = await tableOf(unassigned)
  await stored.consume([unassigned, tagged])
  const these = await eventIds(({ trigger }) => trigger === 'OnUpdateTag')
  const stopped = withdrawFrom501(these, async () => {
    throw new Error('stopped')
  })
  await expect(stopped).rejects.toThrow('stopped')
  expect(await withdrawFrom501(these)).toBe(1)
  expect(await live()).toEqual(without)
  expect(await withdrawFrom501(these)).toBe(0)
})

test('a redelivery does not bring back an event of which the receipt expired first', async () => {
  await stored.consume([unassigned, assigned(30)])
  const these = await eventIds(({ trigger }) => trigger === 'OnAssign')
  await stored.remove(
    'Object',
    (await live()).filter(({ record }) => String(record).startsWith('receipt#request-a')),
  )
  await withdrawFrom501(these)
  const before = await live()
  await stored.consume([assigned(40)])
  expect(await live()).toEqual(before)
})

/**
 * At which call of a consumer the stubs are written, whether what they are made of was read before its first call, and
 * at which call it is stopped, if it is.
 */
const moments = Array.from({ length: 12 }, (_, index) => index + 2).flatMap((call) =>
  [Number.POSITIVE_INFINITY, call + 1, call + 2].flatMap((stop) => [
    { call, stop, isReadBefore: false },
    { call, stop, isReadBefore: true },
  ]),
)

describe('a withdrawal while a consumer moves an event to an earlier receipt', () => {
  test.each(moments)('at its call $call, read before: $isReadBefore, stopped at $stop', async (moment) => {
    const without = await tableOf(unassigned)
    await stored.consume([unassigned, assigned(30)])
    const these = await eventIds(({ trigger }) => trigger === 'OnAssign')
    const [reached, written, ended] = [signal(), signal(), signal()]
    let calls = 0
    const consumer = stored.clientWith(async () => {
      calls += 1
      if (calls === moment.call) {
        reached.resolve()
        await written.promise
      }
      if (calls >= moment.stop) throw new Error('stopped')
    })
    const consuming = () => {
      void stored.consume([assigned(10)], consumer).then(() => {
        reached.resolve()
        ended.resolve()
      })
      return reached.promise
    }
    if (!moment.isReadBefore) await consuming()
    let isFirstWrite = true
    const withdrawer = stored.clientWith(async (command) => {
      if (!isFirstWrite || command !== 'BatchWriteItemCommand') return
      isFirstWrite = false
      if (moment.isReadBefore) await consuming()
    })
    await withdrawFrom501(
      these,
      () => {
        written.resolve()
        return ended.promise
      },
      withdrawer,
    )
    expect(lastingOf(await live())).toEqual(lastingOf(without))
    await stored.consume([assigned(5)])
    expect(lastingOf(await live())).toEqual(lastingOf(without))
  })
})

function signal() {
  return Promise.withResolvers<void>()
}

function lastingOf(items: readonly JsonObject[]): JsonObject[] {
  return items.filter(({ record }) => !String(record).startsWith('moved#'))
}
