import { afterAll, beforeAll, expect, test } from 'vitest'
import { readClient } from '../../../shared/client/client.ts'
import { readPartition } from '../../../shared/client/partition.ts'
import { putItems } from '../../../shared/dynamodb/batch.ts'
import { type EmulatedTables, emulatedTables } from '../../emulated-tables.ts'

let tables: EmulatedTables
beforeAll(async () => {
  tables = await emulatedTables()
})
afterAll(() => tables.close())

test('the stub of a withdrawn event is no event, and breaks no answer', async () => {
  const key = (eventId: string) => {
    const occurredAt = '2024-06-09T07:32:00.000Z'
    return { objectId: '1', record: `event#${occurredAt}#${eventId}`, eventId, occurredAt, format: 1 }
  }
  const stub = { ...key('5.a'), withdrawnAt: '2024-06-10T00:00:00.000Z', reason: 'withdrawn' }
  const event = { ...key('6.a'), trigger: 'OnNewChild', receivedAt: key('6.a').occurredAt, deliveryId: 'd' }
  await putItems(tables.database('Object'), [stub, event])
  const source = { dynamoDb: tables.client, tableName: (pipeline: string) => pipeline }
  const client = readClient(source)
  const ids = (list: readonly { eventId: string }[]) => list.map(({ eventId }) => eventId)
  expect(ids((await client.conversations.events('1')).items)).toEqual(['6.a'])
  expect(ids((await client.timeline('1')).items.map((entry) => entry.event))).toEqual(['6.a'])
  expect(await readPartition(source, 'Object', '1')).toEqual({ events: [event], items: [stub] })
})
