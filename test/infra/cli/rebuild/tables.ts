import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { expect } from 'vitest'
import { credentials, region } from '../../../../infra/local/account.ts'
import { localOutputs } from '../../../../infra/local/emulators.ts'
import { startS3 } from '../../../../infra/local/s3.ts'
import type { JsonObject } from '../../../../shared/commbox/json.ts'
import type { Entity } from '../../../../shared/commbox/names.ts'
import { putItems } from '../../../../shared/dynamodb/batch.ts'
import { type Delivery, type DeliveryMessage, encodeMessage } from '../../../../shared/events/delivery.ts'
import { outputs, pipelines } from '../../../../shared/runtime/names.ts'
import { entityConsumer } from '../../../../shared/store/consumer.ts'
import type { Database } from '../../../../shared/store/database.ts'
import { tables } from '../../../../shared/tables.ts'
import { emulatedTables } from '../../../emulated-tables.ts'
import { scriptedClient } from '../../../shared/store/scripted-client.ts'
import { sqsRecord } from '../../../sqs-record.ts'
import { outputsFile, scratchFolder } from '../command-line.ts'

/**
 * The project's tables, the consumers that fill them, and the outputs file that says where they are.
 *
 * @param more further outputs
 */
export async function startTables(more: Record<string, string> = {}) {
  const emulated = await emulatedTables()
  const s3 = await startS3(scratchFolder())
  await s3.createBucket('bucket')
  const { endpoint } = emulated
  return {
    ...emulated,
    async close() {
      await Promise.all([emulated.close(), s3.close()])
    },
    outputs: outputsFile({
      CommBoxWebhooks: {
        WebhookUrl: 'http://127.0.0.1:9/webhooks',
        LargeBodiesBucket: 'bucket',
        ...more,
        ...Object.fromEntries(pipelines.map((pipeline) => [outputs.table(pipeline), pipeline])),
      },
      Local: localOutputs('t', { dynamoDb: endpoint, s3: s3.endpoint, sqs: endpoint }),
    }),
    /** Puts a body into the bucket that the commands read. */
    async putBody(Key: string, Body: string): Promise<void> {
      const client = new S3Client({ region, credentials, endpoint: s3.endpoint, forcePathStyle: true })
      await client.send(new PutObjectCommand({ Bucket: 'bucket', Key, Body }))
      client.destroy()
    },
    /** What a table holds of one thing, by record. */
    async partition(entity: Entity, key: string): Promise<JsonObject[]> {
      const items = await emulated.items(entity)
      return items
        .filter((item) => item[tables[entity].partitionKey] === key)
        .sort((a, b) => (String(a.record) < String(b.record) ? -1 : 1))
    },
    async putItem(entity: Entity, item: JsonObject): Promise<void> {
      await putItems(emulated.database(entity), [item])
    },
    /** A client that does something before each of its calls. Where that throws, the call is not made. */
    clientWith(before: (command: string, input: unknown) => Promise<void> | void): DynamoDBClient {
      return scriptedClient(async (command, input) => void (await before(command, input)), endpoint)
    },
    /** Consumes deliveries of one entity as one batch, and gives how many failed. */
    async consume(
      deliveries: readonly DeliveryMessage[],
      client?: DynamoDBClient,
      retention: Pick<Database, 'retentionDays' | 'stateRetentionDays'> = {},
    ): Promise<number> {
      const [{ entity } = { entity: 'Object' as const }] = deliveries
      const handler = entityConsumer({
        entity,
        table: { ...emulated.database(entity, client), ...retention },
        quarantine: emulated.database('Quarantine'),
        log: () => {},
      })
      const Records = deliveries.map((each, n) => sqsRecord(encodeMessage(each), `m${n}`))
      const { batchItemFailures } = await handler({ Records })
      return batchItemFailures.length
    },
  }
}

export type RebuildTables = Awaited<ReturnType<typeof startTables>>

let number = 0

/** A delivery of its own, received at a second of a certain minute. */
export function delivery(
  entity: Entity,
  trigger: string,
  second: number,
  payload: JsonObject,
  requestId?: string,
): Delivery {
  number += 1
  expect(second).toBeLessThan(60)
  return {
    version: 1,
    // Sorted as text, they are in the order in which they were made.
    deliveryId: `delivery-${String(number).padStart(6, '0')}`,
    receivedAt: `2024-06-09T07:30:${String(second).padStart(2, '0')}.000Z`,
    entity,
    trigger,
    ...(requestId ? { requestId } : {}),
    payload,
  }
}

/** A change of a conversation's status, at a second of CommBox's clock. */
export function statusChange(objectId: string, id: number, status: number): Delivery {
  const CreateDate = `09-06-2024 07:33:${String(id % 60).padStart(2, '0')}`
  const Activity = { Id: String(id), Type: '2', Data: { statusId: status }, CreateDate, User: { Id: '1' } }
  return delivery('Object', 'OnNewActivity', 1, { Activities: { Activity }, Id: objectId, StreamId: '24569' })
}
