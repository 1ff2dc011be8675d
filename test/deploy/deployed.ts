import { setTimeout } from 'node:timers/promises'
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { JsonObject } from '../../shared/commbox/json.ts'
import { outputs, pipelines, stackName } from '../../shared/runtime/names.ts'
import type { Receiver } from '../end-to-end/receiver.ts'
import { stackTables } from '../stack-tables.ts'
import { credentials, region } from './ministack.ts'

/** A receiver that was deployed: its outputs, and how to reach what they name. */
export type Deployed = Receiver & {
  values: Record<string, string>
  endpoint: string
  sqs: SQSClient
  close(): void
}

/** @param values one stack's part of an outputs file */
export function deployed(values: Record<string, string>, endpoint: string, token: string): Deployed {
  const sqs = new SQSClient({
    endpoint,
    region,
    credentials,
  })
  const Local = {
    Token: token,
    AccessKeyId: credentials.accessKeyId,
    SecretAccessKey: credentials.secretAccessKey,
    DynamoDbEndpoint: endpoint,
    S3Endpoint: endpoint,
    SqsEndpoint: endpoint,
  }
  const tables = stackTables({ outputs: { [stackName]: values, Local } })
  return {
    values,
    endpoint,
    sqs,
    tables,
    url: values[outputs.webhookUrl] ?? '',
    token,
    async drained() {
      // Longer than the pause after which a message is shown again whose consumer was cut off.
      const end = Date.now() + 240_000
      for (let empty = 0; empty < 2; ) {
        if (Date.now() > end) throw new Error('a queue is not empty after four minutes')
        const waiting = await Promise.all(
          pipelines.map((pipeline) => messagesIn(sqs, values[outputs.queue(pipeline)] ?? '')),
        )
        // A function may send a message to a queue that was looked at before the message that made it is gone.
        empty = waiting.every((count) => count === 0) ? empty + 1 : 0
        await setTimeout(100)
      }
    },
    close() {
      sqs.destroy()
      tables.close()
    },
  }
}

/** The event of a conversation that a delivery became. */
export async function eventOf({ tables }: Receiver, id: unknown): Promise<JsonObject | undefined> {
  const items = await tables.items('Object')
  return items.find(({ deliveryId, record }) => deliveryId === id && String(record).startsWith('event#'))
}

/** The messages of a queue, also those that are being processed. */
export async function messagesIn(sqs: SQSClient, QueueUrl: string): Promise<number> {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl,
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    }),
  )
  return Object.values(Attributes).reduce((sum, count) => sum + Number(count), 0)
}
