import type { BlockList } from 'node:net'
import { type Entity, entities, findByName } from '../commbox/names.ts'
import { hasLargeWrapper } from '../entities/elements.ts'
import { definitions } from '../entities/registry.ts'
import type { Delivery, Quarantined } from '../events/delivery.ts'
import { largestBody } from '../events/large-bodies.ts'
import { authenticate, type Credentials, type TokenHash } from './authenticate.ts'
import { objectIn, type RawBody } from './body.ts'
import { type Address, identify, type Unidentified } from './identify.ts'
import type { Outcome } from './outcome.ts'

/** What matters of a request to the endpoint. */
export type WebhookRequest = Credentials & {
  method: string
  /** The path of the URL, without its query. */
  path: string
  address: Address
  raw: RawBody
  /** The gateway's request id: it becomes the delivery id. */
  requestId: string
  /** The IP address of the sender. */
  sourceIp: string
  /** The gateway's time of the request, ISO 8601 UTC with milliseconds. */
  receivedAt: string
}

/** Whose requests are allowed. */
export type AccessPolicy = {
  hashes: readonly TokenHash[]
  /** The allowed source addresses; all if absent. */
  sources?: BlockList | undefined
  /** The allowed brands; all if absent. A delivery without a brand is always allowed. */
  brands?: readonly string[] | undefined
}

/** Decides the outcome of a request. Pure: the outcome says what to send. */
export function ingest(request: WebhookRequest, policy: AccessPolicy): { label?: string; outcome: Outcome } {
  const label = authenticate(request, policy.hashes)
  if (label === undefined) return { outcome: { kind: 'refused', problem: 'unauthorized', issues: [] } }
  if (policy.sources && !isFrom(request.sourceIp, policy.sources)) {
    return { label, outcome: { kind: 'refused', problem: 'source-not-allowed', issues: [] } }
  }
  return { label, outcome: receive(request, policy.brands) }
}

function isFrom(address: string, sources: BlockList): boolean {
  return sources.check(address, address.includes(':') ? 'ipv6' : 'ipv4')
}

const tooLarge: Outcome = {
  kind: 'refused',
  problem: 'too-large',
  issues: [{ path: '', expected: `at most ${largestBody} bytes (6 MB)`, received: 'more' }],
}

function isTooLarge({ body, bodyEncoding }: RawBody): boolean {
  return Buffer.byteLength(body, bodyEncoding) > largestBody
}

export type AuthenticRequest = Omit<WebhookRequest, keyof Credentials | 'sourceIp'>

/** Decides the outcome of an authentic request. */
export function receive(request: AuthenticRequest, brands?: readonly string[]): Outcome {
  if (isTooLarge(request.raw)) return tooLarge
  if (request.method === 'GET') return connectionTest(request.address)
  if (request.method !== 'POST') return { kind: 'refused', problem: 'method-not-allowed', issues: [] }
  const decoded = objectIn(request.raw)
  if ('reason' in decoded) return quarantine(request, decoded)
  const identified = identify(decoded.object, request.address)
  if ('reason' in identified) return quarantine(request, identified)
  const { entity, trigger, brand, requestId, payload, envelope, at } = identified
  if (brand && brands && findByName(brands, brand) === undefined) {
    const issues = [{ path: 'Event.Brand', expected: 'an allowed brand', received: 'another brand' }]
    return quarantine(request, { reason: 'brand-not-allowed', issues, entity, trigger, brand })
  }
  const names = { entity, trigger, ...(brand ? { brand } : {}) }
  const reading = definitions[entity].triggers[trigger]?.read(payload)
  if (reading === undefined || 'issues' in reading) {
    const issues = (reading?.issues ?? []).map((issue) => ({ ...issue, path: joined(at, issue.path) }))
    return quarantine(request, { reason: 'invalid', issues, ...names })
  }
  if (reading.drafts.some(({ occurredAt }) => isImplausible(occurredAt, request.receivedAt))) {
    const issues = [
      { path: at, expected: 'no time more than 24 hours after the receipt', received: 'a later time' },
    ]
    return quarantine(request, { reason: 'implausible-time', issues, ...names })
  }
  const delivery: Delivery = {
    version: 1,
    deliveryId: request.requestId,
    receivedAt: request.receivedAt,
    ...names,
    ...(requestId ? { requestId } : {}),
    ...(envelope ? { envelope } : {}),
    payload,
  }
  return { kind: 'accepted', delivery, isWrapperLarge: hasLargeWrapper(reading.drafts) }
}

const day = 24 * 60 * 60 * 1000

/**
 * Whether CommBox's time of an event is too late to be true. Stored, it would win over everything that comes until
 * then.
 */
function isImplausible(occurredAt: string | null | undefined, receivedAt: string): boolean {
  return Boolean(occurredAt) && Date.parse(occurredAt ?? '') - Date.parse(receivedAt) > day
}

/** Answers a connection test with the entity and trigger of its URL. */
function connectionTest(address: Address): Outcome {
  if (address.entity === undefined) return { kind: 'tested' }
  const entity: Entity | undefined = findByName(entities, address.entity)
  if (entity === undefined) return { kind: 'refused', problem: 'unknown-name', issues: [], known: entities }
  if (address.trigger === undefined) return { kind: 'tested', entity }
  const known = Object.keys(definitions[entity].triggers)
  const trigger = findByName(known, address.trigger)
  if (trigger === undefined) return { kind: 'refused', problem: 'unknown-name', issues: [], known }
  return { kind: 'tested', entity, trigger }
}

/** The most issues that are listed. When these are fixed, the next delivery shows the others. */
const mostIssues = 20

function quarantine(request: AuthenticRequest, why: Unidentified): Outcome {
  const { reason, issues, isUnknownName = false, known = [] } = why
  const names = {
    entity: why.entity ?? request.address.entity?.slice(0, 200),
    trigger: why.trigger ?? request.address.trigger?.slice(0, 200),
  }
  const quarantined: Quarantined = {
    version: 1,
    deliveryId: request.requestId,
    receivedAt: request.receivedAt,
    reason,
    issues: issues.slice(0, mostIssues),
    path: request.path,
    ...request.raw,
    ...(names.entity ? { entity: names.entity } : {}),
    ...(names.trigger ? { trigger: names.trigger } : {}),
    ...(why.brand ? { brand: why.brand } : {}),
  }
  return { kind: 'quarantined', quarantined, isUnknownName, known }
}

function joined(...paths: string[]): string {
  return paths.filter(Boolean).join('.')
}
