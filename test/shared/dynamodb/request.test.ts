import { describe, expect, test } from 'vitest'
import { type PartitionQuery, queryInput, readingInput } from '../../../shared/dynamodb/request.ts'

const query: PartitionQuery = { tableName: 'T', partition: { name: 'objectId', value: '7' } }
const sorted = (range: NonNullable<PartitionQuery['sort']>['range']) =>
  queryInput({ ...query, sort: { name: 'record', range } })

describe('a query', () => {
  test('reads a partition, the oldest item first', () => {
    expect(queryInput(query)).toEqual({
      TableName: 'T',
      KeyConditionExpression: '#partition = :partition',
      ExpressionAttributeNames: { '#partition': 'objectId' },
      ExpressionAttributeValues: { ':partition': { S: '7' } },
      ConsistentRead: false,
      ScanIndexForward: true,
    })
  })

  test('reads the newest first, or what is stored at this moment, if it says so', () => {
    expect(queryInput({ ...query, order: 'newest', consistentRead: true })).toMatchObject({
      ConsistentRead: true,
      ScanIndexForward: false,
    })
  })

  // https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html: refused for a global index.
  test('never reads an index consistently', () => {
    const input = queryInput({ ...query, index: 'byStream', consistentRead: true })
    expect(input).toMatchObject({ IndexName: 'byStream' })
    expect(input).not.toHaveProperty('ConsistentRead')
  })

  test('reads a range of sort keys with both ends', () => {
    expect(sorted({ from: 'event#2026-01', to: 'event#2026-02' })).toMatchObject({
      KeyConditionExpression: '#partition = :partition AND #sort BETWEEN :from AND :to',
      ExpressionAttributeNames: { '#partition': 'objectId', '#sort': 'record' },
      ExpressionAttributeValues: {
        ':partition': { S: '7' },
        ':from': { S: 'event#2026-01' },
        ':to': { S: 'event#2026-02' },
      },
    })
  })

  test('reads the sort keys with a prefix', () => {
    expect(sorted({ prefix: 'event#' })).toMatchObject({
      KeyConditionExpression: '#partition = :partition AND begins_with(#sort, :prefix)',
      ExpressionAttributeValues: { ':partition': { S: '7' }, ':prefix': { S: 'event#' } },
    })
  })

  test('filters, reads some attributes, a page of a size, and goes on where one ended', () => {
    const filter = {
      expression: '#f = :f',
      names: { '#f': 'trigger' },
      values: { ':f': 'OnNew' },
    }
    const start = { objectId: '7', record: 'event#1' }
    expect(queryInput({ ...query, filter, attributes: ['day', 'status'], limit: 5, start })).toEqual({
      TableName: 'T',
      KeyConditionExpression: '#partition = :partition',
      FilterExpression: '#f = :f',
      ProjectionExpression: '#a_day, #a_status',
      ExpressionAttributeNames: {
        '#partition': 'objectId',
        '#f': 'trigger',
        '#a_day': 'day',
        '#a_status': 'status',
      },
      ExpressionAttributeValues: { ':partition': { S: '7' }, ':f': { S: 'OnNew' } },
      Limit: 5,
      ExclusiveStartKey: { objectId: { S: '7' }, record: { S: 'event#1' } },
      ConsistentRead: false,
      ScanIndexForward: true,
    })
  })
})

// DynamoDB refuses empty maps of names and values.
test('what reads a whole table has nothing but its name', () => {
  expect(readingInput({ tableName: 'T' })).toStrictEqual({ TableName: 'T' })
})
