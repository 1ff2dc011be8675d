import { isDeepStrictEqual } from 'node:util'
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { type Partition, readPartition } from '../../../shared/client/partition.ts'
import { inOrder } from '../../../shared/runtime/in-order.ts'
import { tableOf } from '../../deployment/database.ts'
import type { Deployment } from '../../deployment/outputs-file.ts'
import { deliveryIdsBetween } from '../quarantine/rows.ts'
import type { Expected } from './conversation.ts'

const concurrency = 16

/** Returns the things that differ, or still differ, from what is expected, and in what. */
export async function differencesIn(
  dynamoDb: DynamoDBClient,
  { tableName }: Deployment,
  expected: readonly Expected[],
): Promise<Map<Expected, string>> {
  const differing = new Map<Expected, string>()
  const read = ({ entity, key }: Expected) => readPartition({ dynamoDb, tableName }, entity, key)
  for await (const [thing, partition] of inOrder(expected, concurrency, read)) {
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

/** Returns those of the deliveries that are not, or not yet, in quarantine with a time of receipt between the two. */
export async function missingInQuarantine(
  database: DynamoDBClient,
  deployment: Deployment,
  [since, until]: [since: Date, until: Date],
  deliveryIds: readonly string[],
): Promise<string[]> {
  if (deliveryIds.length === 0) return []
  const found = await deliveryIdsBetween(tableOf(database, deployment, 'Quarantine'), since, until)
  return deliveryIds.filter((id) => !found.has(id))
}
