import { isObject, type Json, type JsonObject } from '../commbox/json.ts'
import { type Entity, entities, findByName } from '../commbox/names.ts'
import { excerpt } from '../commbox/text.ts'
import { definitions } from '../entities/registry.ts'
import type { Issue, QuarantineReason } from '../events/delivery.ts'
import { fingerprint } from '../events/fingerprint.ts'

/** What the path of a URL names, as it was typed. */
export type Address = { entity?: string | undefined; trigger?: string | undefined }

/** A body whose entity and trigger are known. */
export type Identified = {
  entity: Entity
  trigger: string
  brand?: string
  requestId?: string
  payload: JsonObject
  /** Where the payload stands in the body, for the paths of issues. */
  at: string
}

export type Unidentified = {
  reason: QuarantineReason
  issues: Issue[]
  entity?: string
  trigger?: string
  brand?: string
  /** Whether it is the envelope, and not the URL, that names what we do not know. */
  isUnknownName?: boolean
  /** The names that would have been known. */
  known?: readonly string[]
}

/**
 * Tells what a body is about. The envelope's own word beats the URL, the URL beats the shape, and a shape is
 * read only where it is certain.
 */
export function identify(body: JsonObject, address: Address): Identified | Unidentified {
  const envelope = open(body)
  if (envelope === undefined) {
    return {
      reason: 'no-envelope',
      issues: [
        { path: '', expected: '{"payload": {…}} or {"Event": {…}}', received: 'an object without either' },
      ],
    }
  }
  const brand = isWord(envelope.brand) ? { brand: excerpt(envelope.brand, longestName) } : {}
  const entity = entityOf(envelope, address)
  if (typeof entity !== 'string') return { ...entity, ...brand }
  const inner = envelope.inner(entity)
  const trigger = triggerOf(entity, inner, envelope, address)
  if (typeof trigger !== 'string') return { ...trigger, entity, ...brand }
  const at = envelope.path(entity)
  if (inner === undefined) {
    const issues = [{ path: at, expected: 'object', received: 'nothing of the kind' }]
    return { reason: 'invalid', issues, entity, trigger, ...brand }
  }
  const requestId = requestIdOf(inner, body)
  return { entity, trigger, ...brand, ...(requestId ? { requestId } : {}), payload: inner, at }
}

/** Names from outside are cut: they go into messages, rows and logs. */
const longestName = 200

type Envelope = {
  entity?: Json | undefined
  trigger?: Json | undefined
  brand?: Json | undefined
  /** The payload, where it is an object. */
  inner(entity: Entity): JsonObject | undefined
  path(entity: Entity): string
}

/** Either of CommBox's JSON envelopes. */
function open(body: JsonObject): Envelope | undefined {
  const { Event: event, payload } = body
  if (isObject(event)) {
    const nameOfInner = (entity: Entity) => findByName(Object.keys(event), entity) ?? entity
    return {
      entity: isWord(event.Subscription)
        ? event.Subscription
        : entities.find((entity) => isObject(event[entity])),
      trigger: event.Name,
      brand: event.Brand,
      inner: (entity) => objectOrNothing(event[nameOfInner(entity)]),
      path: (entity) => `Event.${excerpt(nameOfInner(entity), longestName)}`,
    }
  }
  if (isObject(payload)) return { inner: () => payload, path: () => 'payload' }
  return undefined
}

function objectOrNothing(value: Json | undefined): JsonObject | undefined {
  return isObject(value) ? value : undefined
}

function entityOf(envelope: Envelope, address: Address): Entity | Unidentified {
  if (isWord(envelope.entity)) {
    const entity = findByName(entities, envelope.entity)
    if (entity) return entity
    const trigger = isWord(envelope.trigger) ? { trigger: excerpt(envelope.trigger, longestName) } : {}
    return {
      ...unknown('unknown-entity', 'Event.Subscription', entities),
      entity: excerpt(envelope.entity, longestName),
      ...trigger,
      isUnknownName: true,
    }
  }
  if (address.entity !== undefined) {
    return findByName(entities, address.entity) ?? unknown('unknown-entity', 'URL', entities)
  }
  const payload = envelope.inner('Object')
  const certain = payload && certainTriggers(payload, entities)
  if (certain?.length === 1 && certain[0]) return certain[0].entity
  return ambiguous(entities)
}

function triggerOf(
  entity: Entity,
  payload: JsonObject | undefined,
  envelope: Envelope,
  address: Address,
): string | Unidentified {
  const known = Object.keys(definitions[entity].triggers)
  const own = isWord(envelope.trigger) ? envelope.trigger : payload && definitions[entity].named?.(payload)
  if (isWord(own)) {
    const path = own === envelope.trigger ? 'Event.Name' : `${envelope.path(entity)}.eventName`
    return (
      findByName(known, own) ?? {
        ...unknown('unknown-trigger', path, known),
        trigger: excerpt(own, longestName),
        isUnknownName: true,
      }
    )
  }
  // A URL of another entity says nothing about this one's triggers.
  const isOfUrl = address.entity === undefined || findByName([entity], address.entity) !== undefined
  if (address.trigger !== undefined && isOfUrl) {
    return findByName(known, address.trigger) ?? unknown('unknown-trigger', 'URL', known)
  }
  if (known.length === 1 && known[0]) return known[0]
  const certain = payload ? certainTriggers(payload, [entity]) : []
  return (certain.length === 1 && certain[0]?.trigger) || ambiguous(known)
}

/** The triggers whose shape a payload certainly has. */
function certainTriggers(payload: JsonObject, among: readonly Entity[]) {
  return among.flatMap((entity) =>
    Object.entries(definitions[entity].triggers)
      .filter(([name, trigger]) => trigger.isCertain(payload) || names(entity, name, payload))
      .map(([trigger]) => ({ entity, trigger })),
  )
}

/** Whether a payload names the trigger itself. */
function names(entity: Entity, trigger: string, payload: JsonObject): boolean {
  const own = definitions[entity].named?.(payload)
  return isWord(own) && findByName([trigger], own) !== undefined
}

function isWord(value: Json | undefined): value is string {
  return typeof value === 'string' && value.trim() !== ''
}

function unknown(reason: QuarantineReason, path: string, known: readonly string[]): Unidentified {
  return {
    reason,
    issues: [{ path, expected: `one of ${known.join(', ')}`, received: 'another name' }],
    known,
  }
}

function ambiguous(known: readonly string[]): Unidentified {
  return {
    reason: 'ambiguous-trigger',
    issues: [{ path: 'URL', expected: `one of ${known.join(', ')}`, received: 'nothing' }],
    known,
  }
}

/** The request's id; one of another form than CommBox's UUIDs is cut to a length that a key can have. */
function requestIdOf(payload: JsonObject, body: JsonObject): string | undefined {
  const event = isObject(body.Event) ? body.Event : {}
  const told = [payload.requestId, payload.RequestId, event.requestId].map((id) =>
    typeof id === 'number' ? String(id) : id,
  )
  const requestId = told.find(isWord)
  return requestId && requestId.length > longestName ? fingerprint('requestId', requestId) : requestId
}
