import type { Message } from '@aws-sdk/client-sqs'
import { type Json, parseJson } from '../../../shared/commbox/json.ts'
import { decodeDelivery, decodeQuarantined } from '../../../shared/events/delivery.ts'
import type { Pipeline } from '../../../shared/runtime/names.ts'
import type { Deployment } from '../../deployment/outputs-file.ts'
import { withQueues } from '../../deployment/queues.ts'
import { timeText } from '../../text/state-text.ts'
import { columns, oneLine } from '../terminal/columns.ts'
import { counted } from '../terminal/count.ts'
import { type Io, paint } from '../terminal/io.ts'
import { factsOf, lookAt, sentAt } from './queue.ts'

/** Prints the messages of a dead-letter queue, in the order of receipt. */
export async function showDeadLetters(
  deployment: Deployment,
  pipeline: Pipeline,
  { json }: { json?: true },
  io: Io,
): Promise<void> {
  const { messages, seen } = await withQueues(deployment, async (queues) => {
    const url = deployment.deadLetterQueueUrl(pipeline)
    const { messages } = await factsOf(queues, url)
    return { messages, seen: await lookAt(queues, url, messages) }
  })
  const shown = seen.map(deadLetterIn).sort((a, b) => (a.receivedAt < b.receivedAt ? -1 : 1))
  if (json) return io.out(JSON.stringify(shown, null, 2))
  const title = `${counted(messages, 'dead letter')} of ${pipeline.toLowerCase()}`
  io.out(paint(io, 'bold', shown.length < messages ? `${title}, ${shown.length} of them here` : title))
  const rows = shown.map(({ receivedAt, what, receives, deliveryId }) =>
    [timeText(receivedAt), what, `received ${receives}×`, deliveryId].map((text) => oneLine(text, 300)),
  )
  for (const line of columns(rows)) io.out(line)
}

type DeadLetter = {
  messageId: string
  deliveryId: string
  /** The gateway's time of it; of a message that cannot be read, when it was sent. */
  receivedAt: string
  sentAt: string
  /** The attempts at it, and the looks. */
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
    deliveryId: delivery?.deliveryId ?? quarantined?.deliveryId ?? MessageId,
    receivedAt: delivery?.receivedAt ?? quarantined?.receivedAt ?? sentAt(message),
    sentAt: sentAt(message),
    receives: Number(Attributes.ApproximateReceiveCount ?? 0),
    what: delivery?.trigger ?? quarantined?.reason ?? 'unreadable',
    message: parsed(Body),
  }
}

function parsed(text: string): Json {
  try {
    return parseJson(text)
  } catch {
    return text
  }
}
