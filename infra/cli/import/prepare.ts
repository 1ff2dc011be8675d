import { parseJson } from '../../../shared/commbox/json.ts'
import { cutText } from '../../../shared/commbox/text.ts'
import { definitions } from '../../../shared/entities/registry.ts'
import { type Event, eventsOf } from '../../../shared/events/event.ts'
import { exactForm, shortHash } from '../../../shared/events/fingerprint.ts'
import { longestBrand } from '../../../shared/ingest/identify.ts'
import { type Accepted, replay } from '../../../shared/quarantine/replay.ts'
import { webhookPath } from '../../../shared/runtime/names.ts'
import { issueText } from '../quarantine/show.ts'
import type { Body } from './bodies.ts'

/** A body that was validated: what it is, or why it cannot be imported. */
export type Prepared = { body: Body; deliveryId: string; receivedAt: string } & (
  | { to: string }
  | { invalid: string }
)

/** A body that can be sent. */
export type Sendable = Extract<Prepared, { to: string }>

/**
 * Validates bodies as the endpoint does, and sends nothing. The delivery id is made of the body, its time and its
 * number among equals: the same bodies get the same ids, and equal bodies different ones.
 *
 * @param now the time, ISO 8601 UTC
 */
export function prepare(bodies: readonly Body[], now: string): Prepared[] {
  const counts = new Map<string, number>()
  return bodies.map((body) => {
    const receivedAt = body.given.receivedAt ?? ownTime(body, now)
    const mark = shortHash(`${receivedAt}\n${formOf(body.text)}`)
    const number = (counts.get(mark) ?? 0) + 1
    counts.set(mark, number)
    return validated({ body, deliveryId: `import-${mark}-${number}`, receivedAt: receivedAt ?? '' }, now)
  })
}

function validated(found: Omit<Sendable, 'to'>, now: string): Prepared {
  const { receivedAt } = found
  const read = deliveriesOf(receivedAt ? found : { ...found, receivedAt: now })
  if ('invalid' in read) return { ...found, invalid: read.invalid }
  if (!receivedAt) return { ...found, invalid: 'it has no time of its own: pass --received-at' }
  if (receivedAt > now) return { ...found, invalid: 'its time of receipt lies in the future' }
  const [{ delivery } = {}, ...more] = read.deliveries
  const parts = more.length > 0 ? `, in ${more.length + 1} parts` : ''
  return { ...found, to: `${delivery?.entity} ${delivery?.trigger}${parts}` }
}

/** Reads a body as the endpoint does. @returns its delivery, in parts if it has too many elements */
export function deliveriesOf({
  body: { text, given },
  deliveryId,
  receivedAt,
}: Omit<Sendable, 'to'>): { deliveries: readonly Accepted[] } | { invalid: string } {
  const lost = { version: 1, deliveryId, receivedAt, path: webhookPath, body: text } as const
  const { entity, trigger, brand } = given
  const outcome = replay({ ...lost, reason: 'invalid', issues: [] }, { entity, trigger })
  if (outcome.kind === 'quarantined') {
    const { reason, issues } = outcome.why
    return { invalid: `${reason} (${issues.map(issueText).join('; ')})` }
  }
  if (outcome.kind !== 'accepted') return { invalid: 'not a webhook' }
  const deliveries = outcome.deliveries.map(({ delivery, ...rest }) => ({
    ...rest,
    delivery: brand ? { brand: cutText(brand, longestBrand), ...delivery } : delivery,
  }))
  return { deliveries }
}

/** The events of a body. */
export function eventsIn(found: Omit<Sendable, 'to'>): Event[] {
  const read = deliveriesOf(found)
  if ('invalid' in read) return []
  return read.deliveries.flatMap(({ delivery }) => {
    const reading = definitions[delivery.entity].triggers[delivery.trigger]?.read(delivery.payload)
    return reading && 'drafts' in reading ? eventsOf(delivery, reading.drafts) : []
  })
}

/** CommBox's own time of a body, the latest if it has several events; undefined if one of them has none. */
function ownTime(body: Body, now: string): string | undefined {
  const events = eventsIn({ body, deliveryId: 'import', receivedAt: now })
  const times = events.map(({ isDated, occurredAtIfRecent, occurredAt }) =>
    isDated && !occurredAtIfRecent ? occurredAt : '',
  )
  return times.length > 0 && !times.includes('') ? times.sort().at(-1) : undefined
}

/** Equal bodies have one form, however their JSON is written. */
function formOf(text: string): string {
  try {
    return exactForm(parseJson(text))
  } catch {
    return text
  }
}
