import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Delivery, encodeMessage } from '../../../shared/events/delivery.ts'
import { entityConsumer } from '../../../shared/store/consumer.ts'
import { type EmulatedTables, emulatedTables } from '../../emulated-tables.ts'
import { lasting } from '../../lasting.ts'
import { sqsRecord } from '../../sqs-record.ts'
import { scriptedClient } from './scripted-client.ts'

let emulated: EmulatedTables
beforeAll(async () => {
  emulated = await emulatedTables()
})
afterAll(() => emulated.close())

/** Processes deliveries one after another. @returns the calls that each made, by command */
async function calls(deliveries: readonly Delivery[]): Promise<Map<string, number>[]> {
  const counts: Map<string, number>[] = []
  const client = scriptedClient((command) => {
    const count = counts.at(-1)
    count?.set(command, (count.get(command) ?? 0) + 1)
    return undefined
  }, emulated.endpoint)
  const table = emulated.database('Object', client)
  const consume = entityConsumer({ entity: 'Object', table, quarantine: table, log: () => {} })
  for (const [n, delivery] of deliveries.entries()) {
    counts.push(new Map())
    expect(await consume({ Records: [sqsRecord(encodeMessage(delivery), String(n))] })).toEqual({
      batchItemFailures: [],
    })
  }
  return counts
}

/** A delivery of `count` changes of tags of one conversation, under one request id. */
function tagsOf(key: string, count: number, second: number): Delivery {
  return {
    version: 1,
    deliveryId: `delivery-${key}-${second}`,
    receivedAt: `2024-06-16T12:00:${second}.000Z`,
    entity: 'Object',
    trigger: 'OnUpdateTag',
    requestId: `request-${key}`,
    payload: {
      Id: key,
      StreamId: '1',
      Tags: {
        Tag: Array.from({ length: count }, (_, n) => ({ Id: String(n + 1), Action: 'Add', Name: `t${n}` })),
      },
    },
  }
}

const itemsOf = async (key: string) =>
  lasting((await emulated.items('Object')).filter(({ objectId }) => objectId === key))

describe.each([10, 30, 100, 300])(
  '%i tags of one request that come twice, the later delivery first',
  (count) => {
    const key = String(count)
    let counts: Map<string, number>[]
    beforeAll(async () => {
      const [early, late] = [tagsOf(key, count, 10), tagsOf(key, count, 20)]
      counts = await calls([late, early, late, early])
    })
    const writesOf = (n: number) => counts[n]?.get('PutItemCommand') ?? 0
    const batchesOf = (n: number, command: string) => counts[n]?.get(command) ?? 0

    test('cost calls in proportion to their number', () => {
      // A receipt, its correction and its confirmation, and the item of the tag; and the state.
      expect(writesOf(1)).toBeLessThanOrEqual(3 * count + 2)
      expect(batchesOf(1, 'BatchWriteItemCommand')).toBeLessThanOrEqual(count + Math.ceil(count / 25) * 4)
      expect(batchesOf(1, 'BatchGetItemCommand')).toBeLessThanOrEqual(Math.ceil(count / 100) * 12)
      expect(batchesOf(1, 'QueryCommand')).toBeLessThanOrEqual(12)
    })

    test('are corrected once: a later repeat writes nothing', () => {
      for (const n of [2, 3]) {
        expect(writesOf(n)).toBe(0)
        expect(batchesOf(n, 'BatchWriteItemCommand')).toBe(0)
      }
    })
  },
)

test('tags that come twice, the later delivery first, leave what one delivery leaves', async () => {
  await calls([tagsOf('7', 10, 10)])
  const once = await itemsOf('7')
  await emulated.remove(
    'Object',
    (await emulated.items('Object')).filter(({ objectId }) => objectId === '7'),
  )
  await calls([tagsOf('7', 10, 20), tagsOf('7', 10, 10)])
  expect(await itemsOf('7')).toEqual(once)
})
