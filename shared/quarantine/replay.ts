import type { JsonObject } from '../commbox/json.ts'
import { normalizeName } from '../commbox/names.ts'
import { type Delivery, decodeDelivery, decodeQuarantined, type Quarantined } from '../events/delivery.ts'
import { type Address, addressIn } from '../ingest/identify.ts'
import { type AuthenticRequest, receive, receiveSplit } from '../ingest/ingest.ts'
import * as others from '../ingest/other-bodies.ts'
import type { Pipeline } from '../runtime/names.ts'

/** A delivery, and whether its elements would each repeat a large wrapper. */
export type Accepted = { delivery: Delivery; isWrapperLarge: boolean }

/** What becomes of a quarantined delivery when it is looked at again. */
export type Replay =
  /** It is understood now; as several if it had too many elements. */
  | { kind: 'accepted'; deliveries: readonly Accepted[] }
  /** It was a message of a queue, which goes into that queue as it is. */
  | { kind: 'message'; pipeline: Pipeline; message: string }
  /** It is still no event that we can store. */
  | { kind: 'quarantined'; why: Why }

export type Why = Pick<Quarantined, 'reason' | 'issues' | 'entity' | 'trigger' | 'brand'>

/** The quarantined delivery in a row of the table; undefined where the row is none. */
export function quarantinedIn(row: JsonObject): Quarantined | undefined {
  return decodeQuarantined(JSON.stringify({ ...row, version: 1 }))
}

/**
 * Sends a delivery down the normal path again, under its first id and time: a replay of what was stored meanwhile
 * changes nothing.
 *
 * @param quarantined with its body, wherever that lies
 * @param names what the path of its URL should have named; the envelope's own words still beat them
 */
export function replay(quarantined: Quarantined, names: Address = {}): Replay {
  const { reason, issues, path, body, bodyEncoding, deliveryId, receivedAt } = quarantined
  // Only what a consumer has set aside came by no URL.
  if (path === '') return queued(body) ?? { kind: 'quarantined', why: { reason, issues } }
  const request: AuthenticRequest = {
    method: 'POST',
    path,
    address: addressOf(path, names),
    ...others.decodeBody(body, bodyEncoding === 'base64'),
    others,
    requestId: deliveryId,
    receivedAt,
  }
  const outcomes = receiveSplit(request) ?? [receive(request)]
  const deliveries = outcomes.filter((outcome) => outcome.kind === 'accepted')
  if (deliveries.length === outcomes.length) return { kind: 'accepted', deliveries }
  const other = outcomes.find((outcome) => outcome.kind !== 'accepted')
  if (other?.kind === 'quarantined') return { kind: 'quarantined', why: other.quarantined }
  return { kind: 'quarantined', why: { reason, issues: other?.kind === 'refused' ? other.issues : issues } }
}

function queued(message: string): Replay | undefined {
  const delivery = decodeDelivery(message)
  if (delivery) return { kind: 'message', pipeline: delivery.entity, message }
  return decodeQuarantined(message) && { kind: 'message', pipeline: 'Quarantine', message }
}

/** What a path names, also one that begins with a stage; a trigger in it says nothing of another entity. */
function addressOf(path: string, { entity, trigger }: Address): Address {
  const { entity: ownEntity, trigger: ownTrigger } =
    addressIn(path) ?? addressIn(path.replace(/^\/[^/]*/, '')) ?? {}
  if (entity === undefined) return { entity: ownEntity, trigger: trigger ?? ownTrigger }
  const isSame = ownEntity !== undefined && normalizeName(ownEntity) === normalizeName(entity)
  return { entity, trigger: trigger ?? (isSame ? ownTrigger : undefined) }
}
