import { countElements, hasLargeWrapper, mostElements, splitPayload } from '../entities/elements.ts'
import { definitions } from '../entities/registry.ts'
import { type Delivery, mostAhead, type Quarantined } from '../events/delivery.ts'
import { largestBody } from '../events/large-bodies.ts'
import { type Acceptance, whyNotAccepted } from './acceptance.ts'
import type { Admissible } from './admit.ts'
import { type Decoded, type OtherBodies, objectIn, type RawBody, type Refusal } from './body.ts'
import { connectionTest } from './connection-test.ts'
import { type Address, type Identified, identify, type Unidentified } from './identify.ts'
import type { Outcome } from './outcome.ts'

/** What matters of an authentic request. */
export type AuthenticRequest = {
  method: string
  /** The path of the URL, without its query. */
  path: string
  address: Address
  raw: RawBody
  /** Why its bytes cannot be read, if they cannot. */
  refusal?: Refusal | undefined
  /** Reads a body that is not JSON. */
  others?: OtherBodies | undefined
  /** The gateway's request id: it becomes the delivery id. */
  requestId: string
  /** The gateway's time of the request, ISO 8601 UTC with milliseconds. */
  receivedAt: string
}

export type WebhookRequest = AuthenticRequest & Admissible

const tooLarge: Outcome = {
  kind: 'refused',
  problem: 'too-large',
  issues: [{ path: '', expected: `at most ${largestBody} bytes`, received: 'more' }],
}

function isTooLarge({ body, bodyEncoding }: RawBody): boolean {
  return Buffer.byteLength(body, bodyEncoding) > largestBody
}

/**
 * Decides the outcome of an admitted request. Pure: the outcome says what to send.
 *
 * @param accepted what the stage and the token accept; a delivery must suit each
 */
export function receive(request: AuthenticRequest, accepted: readonly Acceptance[] = []): Outcome {
  if (isTooLarge(request.raw)) return tooLarge
  if (request.method === 'GET') return connectionTest(request.address)
  if (request.method !== 'POST') return { kind: 'refused', problem: 'method-not-allowed', issues: [] }
  const decoded = decode(request)
  if ('reason' in decoded) return quarantine(request, decoded)
  const identified = identify(decoded.object, request.address)
  if ('reason' in identified) return quarantine(request, identified)
  return accept(request, identified, accepted)
}

/**
 * Decides the outcomes of a delivery with too many elements: as several with at most `mostElements` each. Each has an
 * id and a request id of its own (`<id>.p1`), always the same.
 *
 * @returns undefined if it does not have too many
 */
export function receiveSplit(request: AuthenticRequest): Outcome[] | undefined {
  const decoded = decode(request, false)
  if ('reason' in decoded) return undefined
  const identified = identify(decoded.object, request.address)
  if ('reason' in identified) return undefined
  const list = listOf(identified)
  if (list === undefined || countElements(identified.payload, list) <= mostElements) return undefined
  return splitPayload(identified.payload, list).map((payload, number) => {
    const part = (id: string) => `${id}.p${number + 1}`
    const { requestId } = identified
    return accept(
      { ...request, requestId: part(request.requestId) },
      { ...identified, payload, ...(requestId ? { requestId: part(requestId) } : {}) },
      [],
    )
  })
}

function decode({ raw, refusal, others }: AuthenticRequest, isBounded = true): Decoded {
  return refusal ?? objectIn(raw, { isBounded, others })
}

function listOf({ entity, trigger }: Identified) {
  return definitions[entity].triggers[trigger]?.list
}

function accept(request: AuthenticRequest, identified: Identified, accepted: readonly Acceptance[]): Outcome {
  const { entity, trigger, brand, requestId, payload, envelope, at } = identified
  const names = { entity, trigger, ...(brand ? { brand } : {}) }
  const rejected = accepted.map((each) => whyNotAccepted(identified, each)).find((why) => why !== undefined)
  if (rejected) return quarantine(request, { ...rejected, ...names })
  if (countElements(payload, listOf(identified)) > mostElements) {
    const issues = [{ path: at, expected: `at most ${mostElements} elements`, received: 'more' }]
    return quarantine(request, { reason: 'too-complex', issues, ...names })
  }
  const reading = definitions[entity].triggers[trigger]?.read(payload)
  if (reading === undefined || 'issues' in reading) {
    const issues = (reading?.issues ?? []).map((issue) => ({ ...issue, path: `${at}.${issue.path}` }))
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
  return { kind: 'accepted', delivery, isWrapperLarge: hasLargeWrapper(reading.drafts, payload) }
}

/**
 * Whether CommBox's time of an event is too late to be true. Stored, it would win over everything that comes until
 * then.
 */
function isImplausible(occurredAt: string | null | undefined, receivedAt: string): boolean {
  return Date.parse(String(occurredAt)) - Date.parse(receivedAt) > mostAhead
}

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
    issues,
    path: request.path,
    ...request.raw,
    ...(names.entity ? { entity: names.entity } : {}),
    ...(names.trigger ? { trigger: names.trigger } : {}),
    ...(why.brand ? { brand: why.brand } : {}),
  }
  return { kind: 'quarantined', quarantined, isUnknownName, known }
}
