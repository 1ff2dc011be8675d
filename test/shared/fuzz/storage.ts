import type { JsonObject } from '../../../shared/commbox/json.ts'
import { definitions } from '../../../shared/entities/registry.ts'
import { decodeDelivery, decodeQuarantined } from '../../../shared/events/delivery.ts'
import { eventsOf } from '../../../shared/events/event.ts'
import { quarantineConsumer } from '../../../shared/quarantine/consumer.ts'
import { driftKey } from '../../../shared/quarantine/table.ts'
import { chunks } from '../../../shared/runtime/in-order.ts'
import { type Pipeline, pipelines } from '../../../shared/runtime/names.ts'
import { entityConsumer } from '../../../shared/store/consumer.ts'
import { payloadAt } from '../../../shared/store/stored-event.ts'
import type { EmulatedTables } from '../../emulated-tables.ts'
import { sqsRecord } from '../../sqs-record.ts'
import type { Sent } from './handler.ts'
import { isSame } from './same.ts'

/** Takes messages through the consumers of their queues. Returns those that are then not, or not whole, in their table. */
export async function lost(emulated: EmulatedTables, sent: readonly Sent[]): Promise<Sent[]> {
  const missing: Sent[] = []
  for (const pipeline of pipelines) {
    const ofPipeline = sent.filter((one) => one.pipeline === pipeline)
    const consume = consumerOf(emulated, pipeline)
    for (const batch of chunks(ofPipeline, 10)) {
      const Records = batch.map(({ message }, index) => sqsRecord(message, String(index)))
      const { batchItemFailures } = await consume({ Records })
      missing.push(...batchItemFailures.flatMap(({ itemIdentifier }) => batch[Number(itemIdentifier)] ?? []))
    }
    const items = await emulated.items(pipeline)
    const isThere = pipeline === 'Quarantine' ? quarantinedIn(items) : storedIn(emulated, pipeline, items)
    for (const one of ofPipeline) if (!(await isThere(one.message))) missing.push(one)
  }
  return missing
}

function consumerOf(emulated: EmulatedTables, pipeline: Pipeline) {
  const quarantine = emulated.database('Quarantine')
  const log = () => {}
  if (pipeline === 'Quarantine') return quarantineConsumer(quarantine, log)
  return entityConsumer({ entity: pipeline, table: emulated.database(pipeline), quarantine, log })
}

function quarantinedIn(items: readonly JsonObject[]) {
  const rows = items.filter(({ day }) => day !== driftKey)
  const byDelivery = new Map(rows.map((item) => [item.deliveryId, item]))
  return async (message: string) => {
    const quarantined = decodeQuarantined(message)
    const item = byDelivery.get(quarantined?.deliveryId ?? '')
    return quarantined !== undefined && item?.reason === quarantined.reason && item.body === quarantined.body
  }
}

/** Whether every event of a delivery is in the table, under the first delivery that had it. */
function storedIn(
  emulated: EmulatedTables,
  entity: Exclude<Pipeline, 'Quarantine'>,
  items: readonly JsonObject[],
) {
  const nameOf = (key: unknown, eventId: unknown) => `${key} ${eventId}`
  const { partitionKey, bodies } = emulated.database(entity)
  const byEvent = new Map(items.map((item) => [nameOf(item[partitionKey], item.eventId), item]))
  return async (message: string) => {
    const delivery = decodeDelivery(message)
    const payload = delivery?.payload ?? (await payloadAt(delivery?.payloadKey ?? '', bodies))
    if (delivery === undefined || payload === undefined) return false
    const reading = definitions[entity].triggers[delivery.trigger]?.read(payload)
    if (reading === undefined || 'issues' in reading || reading.drafts.length === 0) return false
    return eventsOf({ ...delivery, payload }, reading.drafts).every(({ key, eventId, payload: stored }) => {
      const item = byEvent.get(nameOf(key, eventId))
      const isOwn = item?.deliveryId === delivery.deliveryId && delivery.payload !== undefined
      return item !== undefined && (!isOwn || isSame(item.payload, stored))
    })
  }
}
