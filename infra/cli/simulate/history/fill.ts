import type { SQSRecord } from 'aws-lambda'
import type { Entity } from '../../../../shared/commbox/names.ts'
import { encodeMessage } from '../../../../shared/events/delivery.ts'
import { inOrder } from '../../../../shared/runtime/in-order.ts'
import type { Pipeline } from '../../../../shared/runtime/names.ts'
import { entityConsumer } from '../../../../shared/store/consumer.ts'
import type { Database } from '../../../../shared/store/database.ts'
import { CommandError } from '../../errors.ts'
import type { Webhook } from './known.ts'

/** So many webhooks are one batch of a consumer. Those of one conversation are never in two. */
const batchSize = 200
const batchesAtOnce = 4

/**
 * Stores webhooks as if they had been received in the past: by the consumers themselves, without queues.
 *
 * @param things webhooks by the thing that they are of
 * @param show is called with the number of those that are stored
 * @throws CommandError if a consumer did not store one
 */
export async function fillTables(
  things: readonly Webhook[][],
  databaseOf: (pipeline: Pipeline) => Database,
  show: (stored: number) => void,
): Promise<void> {
  let number = 0
  const consumers = new Map<Entity, ReturnType<typeof entityConsumer>>()
  const consumerOf = (entity: Entity) => {
    const table = databaseOf(entity)
    const made =
      consumers.get(entity) ??
      entityConsumer({ entity, table, quarantine: databaseOf('Quarantine'), log: () => {} })
    consumers.set(entity, made)
    return made
  }
  let stored = 0
  const store = async (webhooks: readonly Webhook[]) => {
    for (const [entity, some] of Map.groupBy(webhooks, (each) => each.entity)) {
      const { batchItemFailures } = await consumerOf(entity)({
        Records: some.map((each) => recordOf(each, number++)),
      })
      if (batchItemFailures.length > 0)
        throw new CommandError(`${batchItemFailures.length} webhooks were not stored`)
    }
    stored += webhooks.length
    show(stored)
  }
  for await (const _ of inOrder(batchesOf(things), batchesAtOnce, store));
}

function batchesOf(things: readonly Webhook[][]): Webhook[][] {
  const batches: Webhook[][] = []
  for (const webhooks of things) {
    const last = batches.at(-1)
    if (last && last.length + webhooks.length <= batchSize) last.push(...webhooks)
    else batches.push([...webhooks])
  }
  return batches
}

function recordOf({ receivedAt, entity, trigger, payload }: Webhook, number: number): SQSRecord {
  const deliveryId = `simulated-${receivedAt}-${number}`
  const message = {
    version: 1 as const,
    deliveryId,
    receivedAt: new Date(receivedAt).toISOString(),
    entity,
    trigger,
    payload,
  }
  return {
    messageId: deliveryId,
    body: encodeMessage(message),
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: '',
      SenderId: '',
      ApproximateFirstReceiveTimestamp: '',
    },
    ...{
      receiptHandle: '',
      messageAttributes: {},
      md5OfBody: '',
      eventSource: '',
      eventSourceARN: '',
      awsRegion: '',
    },
  }
}
