import type { Message } from '@aws-sdk/client-sqs'
import { type Json, parseJson } from '../../../shared/commbox/json.ts'
import { decodeDelivery, decodeQuarantined } from '../../../shared/events/delivery.ts'
import type { Pipeline } from '../../../shared/runtime/names.ts'
import type { Deployment } from '../../deployment/outputs-file.ts'
import { withQueues } from '../../deployment/queues.ts'
import { oneLine } from '../../text/one-line.ts'
import { timeText } from '../../text/value-text.ts'
import { counted } from '../terminal/count.ts'
import { type Io, paint } from '../terminal/io.ts'
import { type JsonOptions, printJson } from '../terminal/json.ts'
import { printRows } from '../terminal/table.ts'
import { readQueueStatus, receiveAndReturn, sentAt } from './queue.ts'

/** Prints the messages of a dead-letter queue, in the order of receipt. */
export async function showDeadLetters(
  deployment: Deployment,
  pipeline: Pipeline,
  { json }: JsonOptions,
  io: Io,
): Promise<void> {
  const { messages, seen } = await withQueues(deployment, async (queues) => {
    const url = deployment.deadLetterQueueUrl(pipeline)
    const { messages } = await readQueueStatus(queues, url)
    return { messages, seen: await receiveAndReturn(queues, url, messages) }
  })
  const shown = seen.map(deadLetterIn).sort((a, b) => (a.receivedAt < b.receivedAt ? -1 : 1))
  if (json) return printJson(io, shown)
  const title = `${counted(messages, 'dead letter')} of ${pipeline.toLowerCase()}`
  io.out(paint(io, 'bold', shown.length < messages ? `${title}, ${shown.length} of them shown` : title))
  const rows = shown.map(({ receivedAt, what, receives, deliveryId }) =>
    [timeText(receivedAt), what, `received ${receives}×`, deliveryId].map((text) => oneLine(text, 300)),
  )
  await printRows(io, rows)
}

type DeadLetter = {
  messageId: string
  deliveryId: string
  /** The gateway's time of the request; when it was sent, if the message cannot be read. */
  receivedAt: string
  sentAt: string
  /** How often it was received, by its consumer and by this command. */
  receives: number
  what: string
  message: Json
}

function deadLetterIn(message: Message): DeadLetter {
  const { MessageId = '', Body = '', Attributes = {} } = message
  const delivery = decodeDelivery(Body)
  const quarantined = decodeQuarantined(Body)
  return {
    messageId: MessageId,
    deliveryId: deliveryIdOf(message),
    receivedAt: delivery?.receivedAt ?? quarantined?.receivedAt ?? sentAt(message),
    sentAt: sentAt(message),
    receives: Number(Attributes.ApproximateReceiveCount ?? 0),
    what: delivery?.trigger ?? quarantined?.reason ?? 'unreadable',
    message: parsed(Body),
  }
}

/** The id by which a dead letter is shown and named: that of its delivery, else that of the message. */
export function deliveryIdOf({ MessageId = '', Body = '' }: Message): string {
  return decodeDelivery(Body)?.deliveryId ?? decodeQuarantined(Body)?.deliveryId ?? MessageId
}

function parsed(text: string): Json {
  try {
    return parseJson(text)
  } catch {
    return text
  }
}
