import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SQSClient } from '@aws-sdk/client-sqs'
import { type DynamoDb, startDynamoDb } from './dynamodb.ts'
import { type S3, startS3 } from './s3.ts'
import { startSqs } from './sqs.ts'

/** The region and the account that the local stack claims to be. */
export const region = 'us-east-1'
export const accountId = '000000000000'

/** The only ones that the S3 emulator knows; the others take any. Given by name, so that none of the machine's own are used. */
export const credentials = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' }

/** A running emulator of one AWS service. */
export type Emulator = {
  /** `http://127.0.0.1:<port>` */
  endpoint: string
  close(): Promise<void>
}

/** Where the emulators are, each as `http://127.0.0.1:<port>`. */
export type Endpoints = { dynamoDb: string; s3: string; sqs: string }

export type Emulators = {
  dynamoDb: DynamoDb
  sqs: Emulator
  s3: S3
  clients: { dynamoDb: DynamoDBClient; sqs: SQSClient }
  close(): Promise<void>
}

/**
 * Starts DynamoDB and S3, which keep what they hold in `folder`, and SQS in memory: each on a free port of 127.0.0.1.
 * `died` is called with one line if DynamoDB ends by itself. Throws a LocalError where one does not start.
 */
export async function startEmulators(folder: string, died: (line: string) => void): Promise<Emulators> {
  const [dynamoDb, s3, sqs] = await startAll([startDynamoDb(folder, died), startS3(folder), startSqs()])
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

/** All of them, or none: where one does not start, the others are closed again. */
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
