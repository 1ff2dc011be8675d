import { expect, test } from 'vitest'
import { readPartition } from '../../../shared/client/partition.ts'
import { tableNamesIn } from '../../../shared/client/source.ts'
import { toItem } from '../../../shared/dynamodb/attribute-values.ts'
import { scriptedClient } from '../store/scripted-client.ts'

const event = (eventId: string, occurredAt = '2024-06-09T07:00:00.000Z') => ({
  objectId: '7',
  record: `event#${occurredAt}#${eventId}`,
  occurredAt,
  eventId,
})
const state = { objectId: '7', record: 'state', status: 'Open' }
const tag = { objectId: '7', record: 'tag#5' }
const stub = { objectId: '7', record: 'event#2024#1', withdrawnAt: '2024-06-10T00:00:00.000Z' }

/** A table that answers with these pages. */
function table(...pages: object[][]) {
  const inputs: object[] = []
  const dynamoDb = scriptedClient((_, input) => {
    inputs.push(input)
    const Items = (pages[inputs.length - 1] ?? []).map((item) => toItem({ ...item }))
    return { Items, ...(inputs.length < pages.length ? { LastEvaluatedKey: toItem(tag) } : {}) }
  })
  return { source: { dynamoDb, tableName: () => 'T' }, inputs }
}

test('reads all pages of a partition consistently, and counts what it has read', async () => {
  const counts: number[] = []
  const { source, inputs } = table([state, tag], [event('9.a'), event('10.b'), stub])
  expect(await readPartition(source, 'Object', '7', (count) => counts.push(count))).toEqual({
    state,
    events: [event('9.a'), event('10.b')],
    items: [tag, stub],
  })
  expect(counts).toEqual([2, 5])
  expect(inputs).toMatchObject([
    {
      TableName: 'T',
      ConsistentRead: true,
      ExpressionAttributeNames: { '#partition': 'objectId' },
      ExpressionAttributeValues: { ':partition': { S: '7' } },
    },
    { ExclusiveStartKey: toItem(tag) },
  ])
})

// As text, 10 comes before 9.
test('orders events by time, and those of one time by their ids as numbers', async () => {
  const early = event('11.a', '2024-06-09T06:59:59.000Z')
  const { source } = table([event('10.b'), early, event('9.a')])
  const partition = await readPartition(source, 'Object', '7')
  expect(partition?.events).toEqual([early, event('9.a'), event('10.b')])
})

test('is undefined if there is nothing', async () => {
  expect(await readPartition(table([]).source, 'Object', '7')).toBeUndefined()
})

test('the names of the tables are in the outputs of a stack', () => {
  const tableName = tableNamesIn({ ObjectsTable: 'Stack-Objects' })
  expect(tableName('Object')).toBe('Stack-Objects')
  expect(() => tableName('User')).toThrow('The outputs have no UsersTable: deploy again')
})
