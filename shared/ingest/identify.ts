import type { JsonObject } from '../commbox/json.ts'
import { type Entity, entities, findByName } from '../commbox/names.ts'
import { cutText, excerpt } from '../commbox/text.ts'
import { definitions } from '../entities/registry.ts'
import { typeName } from '../entities/trigger.ts'
import type { Issue, QuarantineReason } from '../events/delivery.ts'
import { webhookPath } from '../runtime/names.ts'
import { type Content, type Envelope, longestName, openEnvelope, wordIn } from './envelope.ts'
import { certainSubject, contradictions, isSlim, type Subject } from './shape.ts'

/** What the path of a URL names, as it was typed. */
export type Address = { entity?: string | undefined; trigger?: string | undefined }

/**
 * Reads the path of a URL, decoded or not. Empty segments are ignored, and a fourth one makes the trigger unknown.
 *
 * @returns undefined if it is not a path of webhooks
 */
export function addressIn(path: string): Address | undefined {
  const segments = path.split('/').map(decoded)
  const [first, entity, ...rest] = segments.filter((segment) => segment.trim() !== '')
  // Somebody may have written `&token=…` where the query had to begin with `?`.
  if (findByName([webhookPath.slice(1)], first?.split(/[&;?]/, 1)[0]) === undefined) return undefined
  return { entity, trigger: rest.length > 0 ? rest.join('/') : undefined }
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

/** The longest brand that is kept, in bytes: every event of it has it. */
export const longestBrand = 160

/** A body whose entity and trigger are known. */
export type Identified = Subject & {
  brand?: string
  requestId?: string
  payload: JsonObject
  /** What the envelope has beside the payload. */
  envelope?: JsonObject
  /** The payload's path in the body, for the paths of issues. */
  at: string
}

export type Unidentified = {
  reason: QuarantineReason
  issues: Issue[]
  entity?: string
  trigger?: string
  brand?: string
  /** Whether the envelope, and not the URL, has the unknown name. */
  isUnknownName?: boolean
  /** The names that would have been known. */
  known?: readonly string[]
}

/**
 * Decides what a body is about. The envelope's own word beats a certain shape, a certain shape beats the URL, and the
 * URL decides what is left, unless the payload has a member that the URL's trigger cannot have.
 */
export function identify(body: JsonObject, address: Address): Identified | Unidentified {
  const envelope = openEnvelope(body)
  if (envelope === undefined) {
    return {
      reason: 'no-envelope',
      issues: [
        { path: '', expected: '{"payload": {…}} or {"Event": {…}}', received: 'an object without either' },
      ],
    }
  }
  const brand = envelope.brand ? { brand: cutText(envelope.brand, longestBrand) } : {}
  const subject = subjectOf(envelope, address)
  if ('reason' in subject) return { ...subject, ...brand }
  const { payload, at, requestId, beside } = envelope.open(subject.entity)
  if (payload === undefined) {
    const issues = [{ path: at, expected: 'object', received: 'nothing of the kind' }]
    return { reason: 'invalid', issues, ...subject, ...brand }
  }
  return {
    ...subject,
    ...brand,
    ...(requestId ? { requestId } : {}),
    payload,
    ...(beside ? { envelope: beside } : {}),
    at,
  }
}

function subjectOf(envelope: Envelope, address: Address): Subject | Unidentified {
  const ofEnvelope = findByName(entities, envelope.entity)
  if (envelope.entity !== undefined && ofEnvelope === undefined) {
    return {
      ...unknown('unknown-entity', 'Event.Subscription', entities),
      entity: excerpt(envelope.entity, longestName),
      ...(envelope.trigger ? { trigger: excerpt(envelope.trigger, longestName) } : {}),
      isUnknownName: true,
    }
  }
  const ofUrl = findByName(entities, address.entity)
  if (ofEnvelope === undefined && address.entity !== undefined && ofUrl === undefined) {
    return unknown('unknown-entity', 'URL', entities)
  }
  const content = envelope.open(ofEnvelope ?? ofUrl)
  const shape =
    content.payload && certainSubject(content.payload, ofEnvelope ? [ofEnvelope] : entities, ofUrl)
  const entity = ofEnvelope ?? shape?.entity ?? ofUrl
  if (entity === undefined) return ambiguous(entities)
  const trigger = triggerOf(entity, content, envelope, address, shape)
  return typeof trigger === 'string' ? { entity, trigger } : { entity, ...trigger }
}

function triggerOf(
  entity: Entity,
  { payload, at }: Content,
  envelope: Envelope,
  address: Address,
  shape: Subject | undefined,
): string | Unidentified {
  const { triggers } = definitions[entity]
  const known = Object.keys(triggers)
  const own = envelope.trigger ?? wordIn(payload && definitions[entity].named?.(payload))
  if (own !== undefined) {
    const path = own === envelope.trigger ? 'Event.Name' : `${at}.eventName`
    return (
      findByName(known, own) ?? {
        ...unknown('unknown-trigger', path, known),
        trigger: excerpt(own, longestName),
        isUnknownName: true,
      }
    )
  }
  // The URL of another entity does not say which trigger of this one it is.
  const isOfUrl = address.entity === undefined || findByName([entity], address.entity) !== undefined
  const typed = isOfUrl ? address.trigger : undefined
  const ofUrl = typed === undefined && known.length === 1 ? known[0] : findByName(known, typed)
  if (typed !== undefined && ofUrl === undefined) return unknown('unknown-trigger', 'URL', known)
  const certain = shape?.entity === entity ? shape.trigger : undefined
  if (ofUrl === undefined) return certain ?? ambiguous(known)
  const trigger = triggers[ofUrl]
  if (payload === undefined || trigger === undefined) return ofUrl
  if (certain !== undefined && !isSlim(trigger, payload)) return certain
  const wrong = contradictions(trigger, payload)
  return wrong.length === 0 ? ofUrl : mismatch({ entity, trigger: ofUrl }, payload, at, wrong)
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

function mismatch(
  { entity, trigger }: Subject,
  payload: JsonObject,
  at: string,
  members: readonly string[],
): Unidentified {
  const expected = `nothing: ${entity} ${trigger} has no such member`
  const issues = members.map((name) => ({
    path: `${at}.${name}`,
    expected,
    received: typeName(payload[name]),
  }))
  return { reason: 'trigger-mismatch', issues, entity, trigger }
}
