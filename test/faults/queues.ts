import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs'
import { chunks } from '../../shared/runtime/in-order.ts'

/** A queue, for those who may read and write it. */
export type Queue = {
  send(bodies: readonly string[]): Promise<void>
  /** Up to ten messages that are in nobody's hands. */
  receive(): Promise<Message[]>
  remove(messages: readonly Message[]): Promise<void>
  /** Shows messages again at once, where SQS would when the visibility timeout has passed. */
  release(messages: readonly Message[]): Promise<void>
  isEmpty(): Promise<boolean>
}

export function queueAt(client: SQSClient, QueueUrl: string): Queue {
  return {
    async send(bodies) {
      for (const chunk of chunks(bodies, 10)) {
        const Entries = chunk.map((MessageBody, index) => ({ Id: String(index), MessageBody }))
        const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }))
        if (Failed.length > 0) throw new Error(`not sent: ${Failed[0]?.Message}`)
      }
    },
    async receive() {
      const input = { QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 0 }
      // The emulator knows these by their older name only.
      const command = new ReceiveMessageCommand({ ...input, AttributeNames: ['All'] })
      return (await client.send(command)).Messages ?? []
    },
    async remove(messages) {
      if (messages.length === 0) return
      await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries: entries(messages) }))
    },
    async release(messages) {
      if (messages.length === 0) return
      const Entries = entries(messages).map((entry) => ({ ...entry, VisibilityTimeout: 0 }))
      await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }))
    },
    async isEmpty() {
      const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] })
      // The emulator's number includes messages in flight.
      return (await client.send(command)).Attributes?.ApproximateNumberOfMessages === '0'
    },
  }
}

/** Takes every message out of a queue. */
export async function taken(queue: Queue): Promise<string[]> {
  const bodies: string[] = []
  for (;;) {
    const messages = await queue.receive()
    if (messages.length === 0) return bodies
    bodies.push(...messages.map(({ Body = '' }) => Body))
    await queue.remove(messages)
  }
}

function entries(messages: readonly Message[]) {
  return messages.map(({ ReceiptHandle = '' }, index) => ({ Id: String(index), ReceiptHandle }))
}
