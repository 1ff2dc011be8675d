import { toJsonSchema } from '@valibot/to-json-schema'
import * as v from 'valibot'
import { aspects } from '../../shared/bus/change.ts'
import { conversation } from '../../shared/client/conversation-items.ts'
import { maybe, maybeText } from '../../shared/client/item.ts'
import { schemas } from '../../shared/client/schemas.ts'
import type { JsonObject } from '../../shared/commbox/json.ts'
import { type Entity, entities } from '../../shared/commbox/names.ts'

/** Attributes of an event item that its event on the bus does not have. */
const onlyStored = ['record', 'eventId', 'place', 'envelope', 'fingerprint', 'payloadKey', 'expiresAt']

const via = maybe(v.picklist(['import', 'restore', 'reinterpret', 'move', 'rebuild']))

function storedEvent(entity: Entity) {
  const entries = Object.entries(schemas[entity].event.entries).filter(
    ([name]) => !onlyStored.includes(name) && name !== 'payload',
  )
  const added = { via, cut: maybe(v.literal(true)), payload: maybe(v.record(v.string(), v.unknown())) }
  return v.object({ entity: v.literal(entity), ...Object.fromEntries(entries), ...added })
}

const { statusId, status, assigned, managerId, streamId, subStreamId, tagIds } = conversation.entries
const watched = v.object({ statusId, status, assigned, managerId, streamId, subStreamId, tagIds })

const changed = v.object({
  entity: v.literal('Object'),
  objectId: v.string(),
  updatedAt: v.string(),
  brand: maybeText,
  via,
  changed: v.array(v.picklist(aspects)),
  before: watched,
  after: watched,
})

/** Returns the JSON Schema of the detail of each kind of event on the bus, by its path in `docs/schemas`. */
export function eventSchemas(): Map<string, JsonObject> {
  return new Map([
    ...entities.map((entity): [string, JsonObject] => [
      `events/${entity.toLowerCase()}`,
      document(`${entity}.*`, storedEvent(entity)),
    ]),
    ['events/object-changed', document('Object.Changed', changed)],
  ])
}

function document(title: string, data: v.GenericSchema): JsonObject {
  const detail = v.object({
    specversion: v.literal('1.0'),
    id: v.string(),
    source: v.string(),
    type: v.string(),
    subject: v.string(),
    time: v.string(),
    sequence: v.pipe(v.string(), v.regex(/^\d{40}$/)),
    datacontenttype: v.literal('application/json'),
    data,
  })
  const schema = toJsonSchema(detail, { target: 'draft-2020-12', errorMode: 'ignore' })
  const about = {
    $id: `urn:commbox-webhooks:event:${title}`,
    title,
    description: 'The detail of an event on the bus, a CloudEvent. Further members may be added.',
  }
  // The round trip removes undefined members. Further members are allowed.
  return JSON.parse(
    JSON.stringify({ $schema: schema.$schema, ...about, ...schema }, (name, value) =>
      name === 'additionalProperties' && value === false ? undefined : value,
    ),
  )
}
