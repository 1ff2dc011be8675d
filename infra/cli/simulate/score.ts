import { isDeepStrictEqual } from 'node:util'
import { type DynamoDBClient, paginateQuery } from '@aws-sdk/client-dynamodb'
import { type Partition, readPartition } from '../../../shared/client/partition.ts'
import { inOrder } from '../../../shared/runtime/in-order.ts'
import { tables } from '../../../shared/tables.ts'
import type { Deployment } from '../../deployment/outputs-file.ts'
import type { Expected } from './conversation.ts'

const atOnce = 16

/** Those things that are not, or not yet, as they have to be, and in what they differ. */
export async function differencesIn(
  database: DynamoDBClient,
  deployment: Deployment,
  expected: readonly Expected[],
): Promise<Map<Expected, string>> {
  const differing = new Map<Expected, string>()
  const read = ({ entity, key }: Expected) => {
    const table = { name: deployment.tableName(entity), partitionKey: tables[entity].partitionKey }
    return readPartition(database, table, key, () => {})
  }
  for await (const [thing, partition] of inOrder(expected, atOnce, read)) {
    const text = difference(thing, partition)
    if (text) differing.set(thing, text)
  }
  return differing
}

function difference({ events, facts }: Expected, partition: Partition | undefined): string {
  if (partition === undefined) return 'is not there'
  const { state = {}, events: found } = partition
  const wrong = Object.keys(facts).filter((name) => !isDeepStrictEqual(state[name], facts[name]))
  return [
    found.length !== events && `${found.length} events instead of ${events}`,
    wrong.length > 0 && `its ${wrong.join(', ')} ${wrong.length > 1 ? 'differ' : 'differs'}`,
  ]
    .filter(Boolean)
    .join('; ')
}

/** Gives those of the deliveries that are not, or not yet, in quarantine with a time of receipt between the two. */
export async function missingInQuarantine(
  database: DynamoDBClient,
  deployment: Deployment,
  [since, until]: [since: Date, until: Date],
  deliveryIds: readonly string[],
): Promise<Set<string>> {
  const missing = new Set(deliveryIds)
  for (
    let day = Date.parse(dayOf(since));
    missing.size > 0 && day <= until.getTime();
    day += 24 * 60 * 60 * 1000
  ) {
    const pages = paginateQuery(
      { client: database },
      {
        TableName: deployment.tableName('Quarantine'),
        ConsistentRead: true,
        KeyConditionExpression: '#day = :day AND #record >= :since',
        ProjectionExpression: 'deliveryId',
        ExpressionAttributeNames: { '#day': 'day', '#record': 'record' },
        ExpressionAttributeValues: {
          ':day': { S: dayOf(new Date(day)) },
          ':since': { S: since.toISOString() },
        },
      },
    )
    for await (const { Items = [] } of pages)
      for (const { deliveryId } of Items) missing.delete(deliveryId?.S ?? '')
  }
  return missing
}

function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10)
}
