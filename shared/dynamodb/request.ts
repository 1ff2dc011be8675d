import type { QueryCommandInput } from '@aws-sdk/client-dynamodb'
import { toItem } from './attribute-values.ts'
import { projectionInput } from './batch.ts'
import type { Condition } from './database.ts'

/** A place in a table or an index: the key attributes of the last item that was read, all of them strings. */
export type Position = Record<string, string>

/** A range of sort keys; both ends belong to it. */
export type SortRange = { from: string; to: string } | { prefix: string }

/** What to read of a table. */
export type Reading = {
  tableName: string
  /** The index to read, if not the table itself. */
  index?: string | undefined
  /** Items that DynamoDB reads and leaves out of the answer, so that pages can be short. */
  filter?: Condition | undefined
  /** Which attributes to return; all of them by default. */
  attributes?: readonly string[] | undefined
  /** How many items to read for a page; by default what fits into 1 MB. */
  limit?: number | undefined
  /** Where an earlier page ended. */
  start?: Position | undefined
  /** Reads what is stored at this moment, at twice the cost. An index cannot: there it is ignored. */
  consistentRead?: boolean | undefined
}

/** What to read of one partition of a table or an index. */
export type PartitionQuery = Reading & {
  partition: { name: string; value: string }
  sort?: { name: string; range: SortRange } | undefined
  order?: 'oldest' | 'newest' | undefined
}

/** Builds the input of one Query. */
export function queryInput(query: PartitionQuery): QueryCommandInput {
  const { index, partition, sort, order = 'oldest', consistentRead = false } = query
  return {
    ...readingInput(query, keyCondition(partition, sort)),
    ...(index === undefined ? { ConsistentRead: consistentRead } : {}),
    ScanIndexForward: order === 'oldest',
  }
}

function keyCondition(partition: PartitionQuery['partition'], sort: PartitionQuery['sort']): Condition {
  const names = { '#partition': partition.name, ...(sort ? { '#sort': sort.name } : {}) }
  const values = { ':partition': partition.value }
  if (sort === undefined) return { expression: '#partition = :partition', names, values }
  const [condition, ends] =
    'prefix' in sort.range
      ? ['begins_with(#sort, :prefix)', { ':prefix': sort.range.prefix }]
      : ['#sort BETWEEN :from AND :to', { ':from': sort.range.from, ':to': sort.range.to }]
  return { expression: `#partition = :partition AND ${condition}`, names, values: { ...values, ...ends } }
}

/** What a Query and a Scan have in common. DynamoDB refuses empty maps of names and values. */
export function readingInput(
  { tableName, index, filter, attributes, limit, start }: Reading,
  key?: Condition,
) {
  const projection = attributes && projectionInput(attributes)
  const names = { ...key?.names, ...filter?.names, ...projection?.ExpressionAttributeNames }
  const values = { ...key?.values, ...filter?.values }
  return {
    TableName: tableName,
    ...(index === undefined ? {} : { IndexName: index }),
    ...(key ? { KeyConditionExpression: key.expression } : {}),
    ...(filter ? { FilterExpression: filter.expression } : {}),
    ...(projection ? { ProjectionExpression: projection.ProjectionExpression } : {}),
    ...(Object.keys(names).length > 0 ? { ExpressionAttributeNames: names } : {}),
    ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: toItem(values) } : {}),
    ...(limit === undefined ? {} : { Limit: limit }),
    ...(start ? { ExclusiveStartKey: toItem(start) } : {}),
  }
}
