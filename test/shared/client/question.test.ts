import * as v from 'valibot'
import { expect, test } from 'vitest'
import { readClient } from '../../../shared/client/client.ts'
import { readItem } from '../../../shared/client/item.ts'
import { everyItem, queryOf } from '../../../shared/client/question.ts'
import { toItem } from '../../../shared/dynamodb/attribute-values.ts'
import { queryInput } from '../../../shared/dynamodb/request.ts'
import { scriptedClient } from '../store/scripted-client.ts'

const tableName = () => 'ObjectsTable'
const item = v.object({})

test('a question about a table is one Query', () => {
  const question = {
    pipeline: 'Object',
    of: '7',
    sort: { from: 'event#', to: 'event$' },
    triggers: ['OnNew', 'OnNewChild'],
    item,
  } as const
  const query = queryOf({ tableName, consistentRead: true }, question, { limit: 5, order: 'newest' })
  expect(queryInput(query)).toEqual({
    TableName: 'ObjectsTable',
    ConsistentRead: true,
    KeyConditionExpression: '#partition = :partition AND #sort BETWEEN :from AND :to',
    FilterExpression: '#trigger IN (:trigger0, :trigger1)',
    ExpressionAttributeNames: { '#partition': 'objectId', '#sort': 'record', '#trigger': 'trigger' },
    ExpressionAttributeValues: {
      ':partition': { S: '7' },
      ':from': { S: 'event#' },
      ':to': { S: 'event$' },
      ':trigger0': { S: 'OnNew' },
      ':trigger1': { S: 'OnNewChild' },
    },
    ScanIndexForward: false,
    Limit: 5,
  })
})

test('a question about an index has no consistent read, which DynamoDB would refuse', () => {
  const question = { pipeline: 'User', index: 'byUniqueId', of: '01234512367', item } as const
  expect(queryInput(queryOf({ tableName, consistentRead: true }, question))).toEqual({
    TableName: 'ObjectsTable',
    IndexName: 'byUniqueId',
    KeyConditionExpression: '#partition = :partition',
    ExpressionAttributeNames: { '#partition': 'uniqueId' },
    ExpressionAttributeValues: { ':partition': { S: '01234512367' } },
    ScanIndexForward: true,
  })
})

test('a question about an index that its table lacks is an error', () => {
  const question = { pipeline: 'Tag', index: 'byName', of: 'a', item } as const
  expect(() => queryOf({ tableName }, question)).toThrow('The table of Tag has no index byName')
})

test('what finds a thing whose state expired or was withdrawn is left out where states expire', async () => {
  const found = ['1', '2', '3'].map((objectId) => ({ objectId, tagId: '5', taggedAt: 'a', record: 'tag#5' }))
  const inputs: object[] = []
  const dynamoDb = scriptedClient((command, input) => {
    if (command === 'QueryCommand') return { Items: found.map(toItem) }
    inputs.push(input)
    const states = [
      { objectId: '1', record: 'state' },
      { objectId: '2', record: 'state', withdrawnAt: '2024-06-10T00:00:00.000Z' },
    ]
    return { Responses: { ObjectsTable: states.map((state) => toItem(state)) } }
  })
  const byPhone = readClient({ dynamoDb, tableName, statesExpire: true }).conversations.byPhone('7')
  await expect(byPhone).rejects.toThrow('contactKey')
  expect(inputs.splice(0)).toHaveLength(1)
  const ids = async (statesExpire: boolean) =>
    (await readClient({ dynamoDb, tableName, statesExpire }).conversations.withTag('5')).items.map(
      ({ objectId }) => objectId,
    )
  expect(await ids(false)).toEqual(['1', '2', '3'])
  expect(inputs).toEqual([])
  expect(await ids(true)).toEqual(['1'])
  expect(inputs).toMatchObject([
    { RequestItems: { ObjectsTable: { ProjectionExpression: '#a_objectId, #a_record, #a_withdrawnAt' } } },
  ])
})

test('a state that was withdrawn is none', async () => {
  const state = { objectId: '1', record: 'state' }
  const answer = (stored: object) =>
    readClient({
      dynamoDb: scriptedClient(() => ({ Item: toItem({ ...stored }) })),
      tableName,
    }).conversations.get('1')
  expect(await answer({ ...state, status: 'Open' })).toEqual({ objectId: '1', status: 'Open' })
  expect(await answer({ ...state, withdrawnAt: '2024-06-10T00:00:00.000Z' })).toBeUndefined()
})

test('an item of another form is an error with all its paths and without its values', () => {
  const expected = v.object({ score: v.number(), tags: v.array(v.string()) })
  expect(() => readItem({ score: 'Dana', tags: [7] }, expected, 'Object')).toThrow(
    expect.objectContaining({
      name: 'UnexpectedItemError',
      message:
        'Unexpected item in the Object table: score is not number; tags.0 is not string. Use the client of the release that is deployed',
    }),
  )
})

test('every item of an answer is read page after page, an empty page included', async () => {
  const pages = new Map([
    [undefined, { items: [1, 2], next: 'a' }],
    ['a', { items: [], next: 'b' }],
    ['b', { items: [3] }],
  ])
  const items: number[] = []
  for await (const each of everyItem<number>(async (cursor) => pages.get(cursor) ?? { items: [] }))
    items.push(each)
  expect(items).toEqual([1, 2, 3])
})
