import type { S3Client } from '@aws-sdk/client-s3'
import type { SQSClient } from '@aws-sdk/client-sqs'
import { type ReadClient, readClient } from '../../../shared/client/client.ts'
import type { Pipeline } from '../../../shared/runtime/names.ts'
import type { Database } from '../../../shared/store/database.ts'
import { bucketClient } from '../../deployment/bucket.ts'
import { withEntityTables } from '../../deployment/entity-tables.ts'
import type { Deployment } from '../../deployment/outputs-file.ts'
import { withQueues } from '../../deployment/queues.ts'
import { withClient } from '../../deployment/with-client.ts'

/** Everything of a deployment that holds payloads. */
export type Stores = {
  deployment: Deployment
  databaseOf(pipeline: Pipeline): Database
  client: ReadClient
  queues: SQSClient
  s3: S3Client
}

/** Runs `work` with all stores of a deployment. @throws DeploymentError as withClient does */
export function withStores<Result>(
  deployment: Deployment,
  work: (stores: Stores) => Promise<Result>,
): Promise<Result> {
  const { tableName, defaultCountryCode } = deployment
  return withEntityTables(deployment, (databaseOf) =>
    withQueues(deployment, (queues) =>
      withClient(deployment, bucketClient, (s3) => {
        const { client: dynamoDb, bodies } = databaseOf('Object')
        const client = readClient({ dynamoDb, tableName, defaultCountryCode, bodies, consistentRead: true })
        return work({ deployment, databaseOf, client, queues, s3 })
      }),
    ),
  )
}
