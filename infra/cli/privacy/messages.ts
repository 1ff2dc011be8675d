import type { Message } from '@aws-sdk/client-sqs'
import { decodeQuarantined } from '../../../shared/events/delivery.ts'
import { subjectIds } from '../../../shared/quarantine/ids.ts'
import { type Pipeline, pipelines } from '../../../shared/runtime/names.ts'
import { readQueueStatus, receiveAndReturn } from '../dead-letters/queue.ts'
import { about } from './about.ts'
import type { Found } from './place.ts'
import type { Scope, SearchOptions } from './scope.ts'
import type { Stores } from './stores.ts'

/** Finds dead letters. They are received, which a dead-letter queue does not limit, and stay in their queue. */
export async function* deadLettersOf(
  stores: Stores,
  scope: Scope,
  { warn }: SearchOptions,
): AsyncGenerator<Found> {
  for (const pipeline of pipelines) {
    for (const { MessageId = '', Body = '' } of await readAll(stores, pipeline, warn)) {
      const quarantined = decodeQuarantined(Body) ?? { path: '', body: Body }
      const found = about(Body, subjectIds(quarantined), scope)
      if (found)
        yield { place: { store: 'dead letters', pipeline, messageId: MessageId, ...found }, text: Body }
    }
  }
}

/** SQS hides messages for 20 seconds, in which so many can be read. */
const most = 1000

async function readAll(
  { queues, deployment }: Stores,
  pipeline: Pipeline,
  warn: (text: string) => void,
): Promise<Message[]> {
  const url = deployment.deadLetterQueueUrl(pipeline)
  const { messages } = await readQueueStatus(queues, url)
  const read = await receiveAndReturn(queues, url, messages, async () => {}, most)
  if (read.length < messages)
    warn(
      `${messages - read.length} dead letters of ${pipeline.toLowerCase()} were not read: redrive them first`,
    )
  return read
}
