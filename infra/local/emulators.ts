import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SQSClient } from '@aws-sdk/client-sqs'
import { credentials, region } from './account.ts'
import { gatedDynamoDb, startDynamoDb } from './dynamodb.ts'
import type { DynamoDb, Emulator } from './listening.ts'
import { type S3, startS3 } from './s3.ts'
import { type Sqs, startSqs } from './sqs.ts'

/** The URL of each emulator: `http://127.0.0.1:<port>`. */
export type Endpoints = { dynamoDb: string; s3: string; sqs: string }

/** The local part of an outputs file. */
export type LocalOutputs = {
  Token: string
  AccessKeyId: string
  SecretAccessKey: string
  DynamoDbEndpoint: string
  S3Endpoint: string
  SqsEndpoint: string
}

/** What a client needs to reach the emulators of this start, and the webhooks of a stack on them. */
export function localOutputs(token: string, endpoints: Endpoints): LocalOutputs {
  return {
    Token: token,
    AccessKeyId: credentials.accessKeyId,
    SecretAccessKey: credentials.secretAccessKey,
    DynamoDbEndpoint: endpoints.dynamoDb,
    S3Endpoint: endpoints.s3,
    SqsEndpoint: endpoints.sqs,
  }
}

export type Emulators = {
  dynamoDb: DynamoDb
  sqs: Sqs
  s3: S3
  clients: { dynamoDb: DynamoDBClient; sqs: SQSClient }
  close(): Promise<void>
}

/**
 * Starts DynamoDB and S3, which store their data in `folder`, and SQS, which holds its messages in memory. Each listens
 * on a free port of 127.0.0.1. Calls `onExit` with one line if DynamoDB exits unexpectedly.
 *
 * @throws LocalError if one of them does not start
 */
export async function startEmulators(
  folder: string,
  onExit: (line: string) => void,
  now?: () => Date,
): Promise<Emulators> {
  const [dynamoDb, s3, sqs] = await startAll([
    startDynamoDb(folder, onExit).then(gatedDynamoDb),
    startS3(folder, undefined, now),
    startSqs(),
  ])
  const clients = {
    dynamoDb: new DynamoDBClient({ region, credentials, endpoint: dynamoDb.endpoint }),
    sqs: new SQSClient({ region, credentials, endpoint: sqs.endpoint }),
  }
  return {
    dynamoDb,
    s3,
    sqs,
    clients,
    async close() {
      clients.dynamoDb.destroy()
      clients.sqs.destroy()
      await Promise.all([dynamoDb.close(), s3.close(), sqs.close()])
    },
  }
}

/** Starts all of them or none: if one fails, the others are closed again. */
async function startAll<A extends Emulator, B extends Emulator, C extends Emulator>(
  starting: [Promise<A>, Promise<B>, Promise<C>],
): Promise<[A, B, C]> {
  try {
    return await Promise.all(starting)
  } catch (error) {
    for (const outcome of await Promise.allSettled(starting)) {
      if (outcome.status === 'fulfilled') await outcome.value.close()
    }
    throw error
  }
}
