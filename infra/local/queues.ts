import { CreateQueueCommand } from '@aws-sdk/client-sqs'
import * as v from 'valibot'
import type { Assembly } from './assembly.ts'
import type { Emulators } from './emulators.ts'
import type { Scope } from './resolve.ts'
import { physicalName, propertiesOf, queueType, resourcesOf } from './resources.ts'
import type { OwnQueue } from './sqs-queue.ts'

const queueSchema = v.object({
  DelaySeconds: v.optional(v.number()),
  MaximumMessageSize: v.optional(v.number()),
  MessageRetentionPeriod: v.optional(v.number()),
  ReceiveMessageWaitTimeSeconds: v.optional(v.number()),
  VisibilityTimeout: v.optional(v.number()),
  RedrivePolicy: v.optional(v.object({ deadLetterTargetArn: v.string(), maxReceiveCount: v.number() })),
})

/** A queue of the template that was created. */
export type LocalQueue = {
  id: string
  url: string
  arn: string
  /** The ARN of its dead-letter queue. */
  deadLetterArn: string | undefined
  messages: OwnQueue
}

/** Creates the template's queues. */
export async function createQueues(
  assembly: Assembly,
  scope: Scope,
  { sqs, clients }: Emulators,
): Promise<LocalQueue[]> {
  const queues = resourcesOf(assembly, queueType)
    .map((resource) => ({ id: resource.id, properties: propertiesOf(resource, queueSchema, scope) }))
    // SQS refuses a redrive policy whose dead-letter queue does not exist yet.
    .toSorted(
      (a, b) => Number(Boolean(a.properties.RedrivePolicy)) - Number(Boolean(b.properties.RedrivePolicy)),
    )
  const created: LocalQueue[] = []
  for (const { id, properties } of queues) {
    const { RedrivePolicy, ...numbers } = properties
    const Attributes = Object.fromEntries(
      Object.entries(numbers).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, String(value)]],
      ),
    )
    if (RedrivePolicy) Attributes.RedrivePolicy = JSON.stringify(RedrivePolicy)
    const QueueName = physicalName(assembly, id)
    await clients.sqs.send(new CreateQueueCommand({ QueueName, Attributes }))
    const deadLetterArn = RedrivePolicy?.deadLetterTargetArn
    created.push({
      id,
      url: String(scope.ref(id)),
      arn: String(scope.attribute(id, 'Arn')),
      deadLetterArn,
      messages: sqs.queue(QueueName),
    })
  }
  return created
}
