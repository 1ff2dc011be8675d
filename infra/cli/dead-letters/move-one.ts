import { DeleteMessageCommand, type Message, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs'
import { decodeDelivery, encodeMessage } from '../../../shared/events/delivery.ts'
import type { Pipeline } from '../../../shared/runtime/names.ts'
import { quarantinedRecord } from '../../../shared/store/outcome.ts'
import type { Deployment } from '../../deployment/outputs-file.ts'

/**
 * Sends a received dead letter to its source queue, or to quarantine, and then deletes it.
 *
 * @param options.now milliseconds since 1970, UTC
 */
export async function moveOne(
  queues: SQSClient,
  deployment: Deployment,
  pipeline: Pipeline,
  message: Message,
  { to, now }: { to: 'source' | 'quarantine'; now: number },
): Promise<void> {
  const { Body = '', ReceiptHandle } = message
  const sent =
    to === 'source'
      ? { QueueUrl: deployment.queueUrl(pipeline), MessageBody: Body }
      : {
          QueueUrl: deployment.queueUrl('Quarantine'),
          MessageBody: encodeMessage(aside(message, pipeline, now)),
        }
  await queues.send(new SendMessageCommand(sent))
  await queues.send(
    new DeleteMessageCommand({ QueueUrl: deployment.deadLetterQueueUrl(pipeline), ReceiptHandle }),
  )
}

/** A dead letter as quarantine keeps it: whole, and with the reason that its consumer failed. */
function aside(message: Message, pipeline: Pipeline, now: number) {
  const { Body: body = '', MessageId: messageId = '' } = message
  const record = { body, messageId, attributes: { SentTimestamp: message.Attributes?.SentTimestamp ?? '' } }
  const issues = [{ path: '', expected: 'an event that can be stored', received: 'five failed attempts' }]
  return quarantinedRecord(record, decodeDelivery(body), { reason: 'not-storable', issues }, pipeline, now)
}
