import { setTimeout } from 'node:timers/promises'
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb'
import type { Table } from '../../shared/dynamodb/database.ts'
import type { Pipeline } from '../../shared/runtime/names.ts'
import { tables } from '../../shared/tables.ts'
import type { Deployment } from './outputs-file.ts'
import { withClient } from './with-client.ts'

/** Configures a client for the tables: the local stack's, or AWS with the credentials of this machine. */
export function clientConfig({ local, region }: Deployment): DynamoDBClientConfig {
  if (local === undefined) return region ? { region } : {}
  return {
    endpoint: local.dynamoDbEndpoint,
    region: 'us-east-1',
    credentials: local.credentials,
  }
}

/** Opens a client of a deployment's tables. The caller destroys it. */
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

/** Runs `work` with a client of a deployment's tables. @throws DeploymentError as withClient does */
export function withDatabase<Result>(
  deployment: Deployment,
  work: (database: DynamoDBClient) => Promise<Result>,
): Promise<Result> {
  return withClient(deployment, databaseOf, work)
}
