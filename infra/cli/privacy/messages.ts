import type { Message } from '@aws-sdk/client-sqs'
import { decodeQuarantined } from '../../../shared/events/delivery.ts'
import { subjectIds } from '../../../shared/quarantine/ids.ts'
import { type Pipeline, pipelines } from '../../../shared/runtime/names.ts'
import { readQueueStatus, receiveAndReturn } from '../dead-letters/queue.ts'
import { about } from './about.ts'
import type { Found } from './place.ts'
import type { Scope } from './search.ts'
import type { Stores } from './stores.ts'

/** Finds dead letters. They are received, which a dead-letter queue does not limit, and stay in their queue. */
export async function* deadLettersOf(stores: Stores, scope: Scope): AsyncGenerator<Found> {
  for (const pipeline of pipelines) {
    for (const { MessageId = '', Body = '' } of await readAll(stores, pipeline)) {
      const quarantined = decodeQuarantined(Body) ?? { path: '', body: Body }
      const found = about(Body, subjectIds(quarantined), scope)
      if (found)
        yield { place: { store: 'dead letters', pipeline, messageId: MessageId, ...found }, text: Body }
    }
  }
}

async function readAll({ queues, deployment }: Stores, pipeline: Pipeline): Promise<Message[]> {
  const url = deployment.deadLetterQueueUrl(pipeline)
  const { messages } = await readQueueStatus(queues, url)
  return receiveAndReturn(queues, url, messages)
}
