import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { S3Client } from '@aws-sdk/client-s3'
import { credentials, region } from '../../../infra/local/account.ts'
import { startS3 } from '../../../infra/local/s3.ts'
import { type ReadClient, readClient } from '../../../shared/client/client.ts'
import { ingestHandler } from '../../../shared/ingest/handler.ts'
import * as otherBodies from '../../../shared/ingest/other-bodies.ts'
import { quarantineConsumer } from '../../../shared/quarantine/consumer.ts'
import type { Pipeline } from '../../../shared/runtime/names.ts'
import { bodiesIn } from '../../../shared/store/bucket.ts'
import { entityConsumer } from '../../../shared/store/consumer.ts'
import type { Post } from '../../docs/history.ts'
import { type EmulatedTables, emulatedTables } from '../../emulated-tables.ts'
import { sqsRecord } from '../../sqs-record.ts'
import { gatewayEvent, hashes } from '../ingest/requests.ts'

export type Receiver = {
  tables: EmulatedTables
  client: ReadClient
  /** Posts webhooks, one second apart, to the handlers of the functions. Resolves to the statuses of the answers. */
  take(posts: readonly Post[]): Promise<number[]>
  close(): Promise<void>
}

const bucket = 'large-bodies'

/** Starts the handlers of the functions on emulators of DynamoDB and S3, without a stack and without queues. */
export async function startReceiver(begin: string, defaultCountryCode?: string): Promise<Receiver> {
  const tables = await emulatedTables()
  const folder = mkdtempSync(join(tmpdir(), 'commbox-bodies-'))
  const emulator = await startS3(folder)
  await emulator.createBucket(bucket)
  const s3 = new S3Client({ endpoint: emulator.endpoint, region, credentials })
  const bodies = bodiesIn(s3, bucket)
  const log = () => {}
  const quarantine = tables.database('Quarantine')

  async function consume(pipeline: Pipeline, message: string): Promise<void> {
    const consumer =
      pipeline === 'Quarantine'
        ? quarantineConsumer(quarantine, log)
        : entityConsumer({
            entity: pipeline,
            table: { ...tables.database(pipeline), bodies, defaultCountryCode },
            quarantine,
            log,
          })
    const { batchItemFailures } = await consumer({ Records: [sqsRecord(message, 'message')] })
    if (batchItemFailures.length > 0) throw new Error(`the consumer of ${pipeline} failed`)
  }
  const handler = ingestHandler({ hashes, bodies, log, send: consume, others: async () => otherBodies })

  let taken = 0
  async function takeOne({ url, body }: Post): Promise<number> {
    taken += 1
    const event = gatewayEvent(body, { rawPath: `/webhooks/${url}` })
    const requestContext = {
      ...event.requestContext,
      requestId: `delivery-${taken}`,
      timeEpoch: Date.parse(begin) + taken * 1000,
    }
    return (await handler({ ...event, requestContext })).statusCode
  }

  return {
    tables,
    client: readClient({
      dynamoDb: tables.client,
      tableName: (pipeline) => pipeline,
      defaultCountryCode,
      bodies,
      consistentRead: true,
    }),
    async take(posts) {
      const statuses: number[] = []
      for (const post of posts) statuses.push(await takeOne(post))
      return statuses
    },
    async close() {
      s3.destroy()
      await emulator.close()
      await tables.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
