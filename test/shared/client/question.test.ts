import * as v from 'valibot'
import { expect, test } from 'vitest'
import { queryOf } from '../../../shared/client/question.ts'
import { queryInput } from '../../../shared/dynamodb/request.ts'

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
