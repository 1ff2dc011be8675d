import { setTimeout } from 'node:timers/promises'
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb'
import type { Table } from '../../shared/dynamodb/database.ts'
import type { Pipeline } from '../../shared/runtime/names.ts'
import { tables } from '../../shared/tables.ts'
import { refusal } from './aws-error.ts'
import type { Deployment } from './outputs-file.ts'

/** Where a deployment's tables are: the local stack's, or AWS with the credentials of this machine. */
export function clientConfig({ local, region }: Deployment): DynamoDBClientConfig {
  if (local === undefined) return region ? { region } : {}
  return {
    endpoint: local.dynamoDbEndpoint,
    region: 'us-east-1',
    credentials: local.credentials,
  }
}

/** A client of a deployment's tables. */
export function databaseOf(deployment: Deployment): DynamoDBClient {
  return new DynamoDBClient(clientConfig(deployment))
}

/** The table of a pipeline. */
export function tableOf(client: DynamoDBClient, deployment: Deployment, pipeline: Pipeline): Table {
  return {
    client,
    tableName: deployment.tableName(pipeline),
    partitionKey: tables[pipeline].partitionKey,
    sleep: (milliseconds) => setTimeout(milliseconds),
  }
}

/**
 * Does something with a database, and closes it.
 *
 * @throws CommandError when it cannot be reached, refuses, or knows no credentials
 */
export async function withDatabase<Result>(
  deployment: Deployment,
  work: (database: DynamoDBClient) => Promise<Result>,
): Promise<Result> {
  const database = databaseOf(deployment)
  try {
    return await work(database)
  } catch (error) {
    throw refusal(error, deployment) ?? error
  } finally {
    database.destroy()
  }
}
