import { setTimeout } from 'node:timers/promises'
import { answerOf, post, type Receiver } from '../end-to-end/receiver.ts'

/** What became of the deliveries of a time. */
export type Report = {
  sent: number
  /** Delivery ids that were answered with 200. */
  accepted: string[]
  /** Every other answer, and every request without one. */
  refused: string[]
}

let conversation = 46_000_000

/** So many senders at once, each of which waits for its answer: what is slow gets less to do. */
const senders = 2

/**
 * Posts one new conversation after another meanwhile, whatever is answered.
 *
 * @param receiver asked before each request, so that the token may change
 */
export async function whilePosting(receiver: () => Receiver, work: () => Promise<void>): Promise<Report> {
  const report: Report = { sent: 0, accepted: [], refused: [] }
  let isDone = false
  const sending = Array.from({ length: senders }, async () => {
    while (!isDone) {
      await postOne(receiver(), report)
      await setTimeout(50)
    }
  })
  try {
    await work()
  } finally {
    isDone = true
    await Promise.all(sending)
  }
  return report
}

async function postOne(receiver: Receiver, report: Report): Promise<void> {
  report.sent += 1
  try {
    const response = await post(receiver, 'object/on-new', conversationStarted(conversation++))
    const { id } = await answerOf(response)
    if (response.status === 200) report.accepted.push(String(id))
    else report.refused.push(`status ${response.status}`)
  } catch (error) {
    report.refused.push(String(error instanceof Error ? (error.cause ?? error) : error))
  }
}

function conversationStarted(id: number): Buffer {
  const payload = { Id: String(id), Message: 'Hello', StreamId: '24569', CreateDate: '09-06-2024 07:28:47' }
  return Buffer.from(JSON.stringify({ payload }))
}

/** Delivery ids that are in no table. */
export async function missing({ accepted }: Report, { tables }: Receiver): Promise<string[]> {
  const stored = new Set((await tables.items('Object')).map(({ deliveryId }) => String(deliveryId)))
  return accepted.filter((id) => !stored.has(id))
}
