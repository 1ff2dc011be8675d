import type { JsonObject } from '../../shared/commbox/json.ts'
import { type Entity, entities } from '../../shared/commbox/names.ts'
import { definitions } from '../../shared/entities/registry.ts'
import { decodeDelivery, decodeQuarantined } from '../../shared/events/delivery.ts'
import { eventsOf } from '../../shared/events/event.ts'
import { receive } from '../../shared/ingest/ingest.ts'
import { driftKey } from '../../shared/quarantine/table.ts'
import { tables as definedTables } from '../../shared/tables.ts'
import { lasting } from '../lasting.ts'
import { webhookRequest } from '../webhook-request.ts'
import type { Handed } from './event-source.ts'
import type { Run, Tables } from './run.ts'
import type { Webhook } from './webhooks.ts'

/** Where a delivery is. `repeated`: under the id of another delivery of the same events. */
export type Place = 'stored' | 'quarantined' | 'dead-lettered' | 'repeated' | 'lost'

/** Where each accepted delivery is, by its id, before anybody looks after the dead letters. */
export function places({ statuses, deadLetters, tables }: Run, sent: readonly Webhook[]): Map<string, Place> {
  const idsIn = (items: readonly JsonObject[]) => new Set(items.map(({ deliveryId }) => String(deliveryId)))
  const stored = idsIn(entities.flatMap((entity) => tables.get(entity) ?? []))
  const quarantined = idsIn(quarantinedIn(tables))
  const dead = new Set(deadLetters.map(deliveryIdOf))
  const webhooks = new Map(sent.map((webhook) => [webhook.id, webhook]))
  const events = new Set(eventNames(tables))
  const place = (id: string): Place => {
    if (stored.has(id)) return 'stored'
    if (quarantined.has(id)) return 'quarantined'
    if (dead.has(id)) return 'dead-lettered'
    const names = namesOfEvents(webhooks.get(id))
    return names.length > 0 && names.every((name) => events.has(name)) ? 'repeated' : 'lost'
  }
  return new Map([...statuses.keys()].map((id) => [id, place(id)]))
}

/** Quarantine without what it remembers of drift, whose example is any delivery that had it. */
function quarantinedIn(tables: Tables): JsonObject[] {
  return (tables.get('Quarantine') ?? []).filter(({ day }) => day !== driftKey)
}

/** The key and the id of every event item. */
export function eventNames(tables: Tables): string[] {
  return entities.flatMap((entity) =>
    (tables.get(entity) ?? [])
      .filter(({ record }) => String(record).startsWith('event#'))
      .map((item) => `${entity} ${item[definedTables[entity].partitionKey]} ${item.eventId}`),
  )
}

function deliveryIdOf(message: string): string | undefined {
  return (decodeDelivery(message) ?? decodeQuarantined(message))?.deliveryId
}

function namesOfEvents(webhook: Webhook | undefined): string[] {
  return eventsIn(webhook).map(({ entity, key, eventId }) => `${entity} ${key} ${eventId}`)
}

/** The events of a webhook. Its message may only have the key of its payload in the bucket. */
function eventsIn(webhook: Webhook | undefined): { entity: Entity; key: string; eventId: string }[] {
  if (webhook === undefined) return []
  const { id, receivedAt, url, body } = webhook
  const outcome = receive(webhookRequest(url, body, receivedAt, id))
  if (outcome.kind !== 'accepted') return []
  const { delivery } = outcome
  const { entity, trigger, payload } = delivery
  const reading = definitions[entity].triggers[trigger]?.read(payload)
  if (reading === undefined || 'issues' in reading) return []
  return eventsOf(delivery, reading.drafts).map(({ key, eventId }) => ({ entity, key, eventId }))
}

/** The things of the messages that one of two consumers stored and the other did not. */
export function halvedThings(handed: Handed, sent: readonly Webhook[]): Set<string> {
  const halved = [...handed.values()].filter((message) => message.halved)
  const ids = new Set(halved.map(({ body }) => deliveryIdOf(body)))
  const things = sent.filter(({ id }) => ids.has(id)).flatMap(eventsIn)
  return new Set(things.map(({ entity, key }) => `${entity} ${key}`))
}

/** What does not depend on which of several drafts of one event was kept, table by table. */
export function comparableTables(tables: Tables): Record<string, unknown[]> {
  const ofEntities = entities.map((entity) => [entity, lasting(tables.get(entity) ?? [])])
  const rows = quarantinedIn(tables)
  const isDelivery = ({ reason }: JsonObject) => reason !== 'unreadable-message'
  // What was never a delivery is kept under the id and time of its message: others whenever it is sent.
  const foreign = rows.filter((row) => !isDelivery(row)).map(({ entity, body }) => `${entity}: ${body}`)
  return {
    ...Object.fromEntries(ofEntities),
    Quarantine: [...rows.filter(isDelivery), ...[...new Set(foreign)].sort()],
  }
}
