import type { Message } from '@aws-sdk/client-sqs'
import type { Pipeline } from '../../../shared/runtime/names.ts'
import type { Deployment } from '../../deployment/outputs-file.ts'
import { withQueues } from '../../deployment/queues.ts'
import type { Consent } from '../arguments/consent.ts'
import { CommandError } from '../errors.ts'
import { counted } from '../terminal/count.ts'
import type { Io } from '../terminal/io.ts'
import { printJson } from '../terminal/json.ts'
import { moveOne } from './move-one.ts'
import { readQueueStatus, receiveAndReturn } from './queue.ts'
import { deliveryIdOf } from './show.ts'

export type MoveOptions = {
  /** The delivery ids of the messages to move. */
  ids: readonly string[]
  to: 'source' | 'quarantine'
  /** Absent for a dry run. */
  consent: Consent | undefined
  json: true | undefined
}

/**
 * Moves single messages of a dead-letter queue, back to their source queue or to quarantine, and leaves the others. A
 * message is sent before it is deleted, so that an interruption can repeat it and never loses it.
 *
 * @throws CommandError if an id is not among the messages that are read
 */
export async function moveDeadLetters(
  deployment: Deployment,
  pipeline: Pipeline,
  { ids, to, consent, json }: MoveOptions,
  io: Io,
): Promise<void> {
  const target = to === 'source' ? `the ${pipeline.toLowerCase()} queue` : 'quarantine'
  const source = deployment.deadLetterQueueUrl(pipeline)
  const named = await withQueues(deployment, async (queues) => {
    const { messages } = await readQueueStatus(queues, source)
    const wanted = (all: readonly Message[]) => all.filter((message) => ids.includes(deliveryIdOf(message)))
    const found = wanted(await receiveAndReturn(queues, source, messages))
    if (consent === undefined || found.length === 0) return found
    await consent(`Move ${counted(found.length, 'message')} to ${target}?`)
    // The answer takes longer than the messages stay hidden: they are received again, and others may have been faster.
    return wanted(
      await receiveAndReturn(queues, source, messages, async (all) => {
        for (const message of wanted(all))
          await moveOne(queues, deployment, pipeline, message, { to, now: io.now().getTime() })
      }),
    )
  })
  const known = new Set(named.map(deliveryIdOf))
  const missing = ids.filter((id) => !known.has(id))
  const outcome = consent === undefined ? 'would be moved' : 'moved'
  if (json) {
    printJson(io, [
      ...[...known].map((deliveryId) => ({ deliveryId, outcome })),
      ...missing.map((deliveryId) => ({ deliveryId, outcome: 'not found' })),
    ])
  } else {
    io.out(`${counted(known.size, 'message')} ${outcome} to ${target}`)
  }
  if (missing.length > 0)
    throw new CommandError(`not among the dead letters that were read: ${missing.join(', ')}`)
}
