import { isObject, type Json } from '../../../shared/commbox/json.ts'
import { definitions } from '../../../shared/entities/registry.ts'
import { type Delivery, encodeMessage } from '../../../shared/events/delivery.ts'
import { eventsOf } from '../../../shared/events/event.ts'
import { type AuthenticRequest, receive } from '../../../shared/ingest/ingest.ts'
import { chunks } from '../../../shared/runtime/in-order.ts'
import { deliveries } from '../../fixtures.ts'
import { sqsRecord } from '../../sqs-record.ts'
import { webhookRequest } from '../../webhook-request.ts'

/** What the bench sends: the deliveries of test/fixtures in equal parts, which is called the fixture mix. */
const fixtures = deliveries()

/** The instant at which the n-th delivery of a load is received: one a second. */
export function instant(n: number): string {
  return new Date(Date.UTC(2026, 0, 1) + n * 1000).toISOString()
}

/**
 * The requests of the fixture mix, as API Gateway hands them over. `token` is that of the bench's sender. Without
 * those that `JSON.parse` does not read by itself: the floor could not answer them.
 */
export function gatewayEvents(token: string) {
  const readable = fixtures.filter(({ body }) => !body.toString().startsWith('\uFEFF'))
  return readable.map(({ body, expected }, n) => {
    const rawPath = `/webhooks${expected.url && `/${expected.url}`}`
    return {
      version: '2.0',
      routeKey: '$default',
      rawPath,
      rawQueryString: `token=${token}`,
      headers: { 'content-type': 'application/json', 'user-agent': 'CommBox' },
      queryStringParameters: { token },
      requestContext: {
        http: {
          method: 'POST',
          path: rawPath,
          protocol: 'HTTP/1.1',
          sourceIp: '127.0.0.1',
          userAgent: 'CommBox',
        },
        requestId: `request-${n}`,
        timeEpoch: Date.parse(instant(n)),
      },
      body: body.toString(),
      isBase64Encoded: false,
    }
  })
}

/** The fixture mix as the ingest function queues it. */
export function queued(): Delivery[] {
  mix ??= fixtures.map(({ body, expected, name }, n) => {
    const request: AuthenticRequest = webhookRequest(expected.url, body, instant(n), `request-${n}`)
    const outcome = receive(request)
    if (outcome.kind !== 'accepted') throw new Error(`${name} was not accepted`)
    return outcome.delivery
  })
  return mix
}

let mix: Delivery[] | undefined

/** The deliveries of conversations in the fixture mix. Those of another `copy` are of other conversations and agents. */
export function objectMix(copy = 0): Delivery[] {
  return queued()
    .filter(({ entity }) => entity === 'Object')
    .map((delivery) => renumbered(delivery, copy))
}

/** In order, cut into batches of `size`. */
export function batches(deliveries: readonly Delivery[], size: number): Delivery[][] {
  return chunks(deliveries, size)
}

/** The same deliveries of other things: every id of five digits and more has `copy` in its place. */
export function renumbered(delivery: Delivery, copy: number): Delivery {
  const change = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(change)
    if (isObject(value))
      return Object.fromEntries(Object.entries(value).map(([name, of]) => [name, change(of)]))
    if (typeof value === 'number' && value >= 10_000 && Number.isSafeInteger(value * 10)) {
      return Number(renumber(String(value), copy))
    }
    return typeof value === 'string' && /^\d{5,}$/.test(value) ? renumber(value, copy) : value
  }
  const payload = change(delivery.payload)
  if (!isObject(payload)) throw new Error('a payload is an object')
  return { ...delivery, deliveryId: `${delivery.deliveryId}-${copy}`, payload }
}

function renumber(digits: string, copy: number): string {
  return `${digits.slice(0, 1)}${String(copy).padStart(6, '0').slice(-6)}${digits.slice(1)}`.slice(0, 18)
}

/** A delivery of an Object, of another conversation. */
export function ofConversation(delivery: Delivery, conversation: string): Delivery {
  return { ...delivery, payload: { ...delivery.payload, Id: conversation } }
}

/** A later delivery of the same about the same things: other messages, activities, requests, a second later. */
export function again(delivery: Delivery, copy: number): Delivery {
  const ownIds = tellingsOf(delivery).flatMap(({ ownId }) => ownId ?? [])
  const text = ownIds.reduce(
    (changed, id) => changed.replaceAll(id, renumber(id, copy)),
    JSON.stringify(delivery.payload),
  )
  const payload: unknown = JSON.parse(text)
  if (!isObject(payload)) throw new Error('a payload is an object')
  return {
    ...delivery,
    deliveryId: `${delivery.deliveryId}-${copy}`,
    receivedAt: new Date(Date.parse(delivery.receivedAt) + copy * 1_000_000).toISOString(),
    ...(delivery.requestId ? { requestId: `${delivery.requestId}-${copy}` } : {}),
    payload,
  }
}

/** The same deliveries, dealt out to so many conversations: what comes together is mostly of few. */
export function ofConversations(deliveries: readonly Delivery[], things: number, from: number): Delivery[] {
  return deliveries.map((delivery, n) => ofConversation(delivery, String(from + (n % things))))
}

/** How many events a delivery is. */
export function eventsIn(delivery: Delivery): number {
  return eventsOf(delivery, tellingsOf(delivery)).length
}

/**
 * Whether a delivery is what conversations mostly consist of: one message or activity with CommBox's time of it, and
 * no change of a tag, which takes an item of its own.
 */
export function isPlain(delivery: Delivery): boolean {
  const [draft, ...others] = tellingsOf(delivery)
  if (draft === undefined || others.length > 0) return false
  return draft.ownId != null && draft.occurredAt != null && draft.indexItems === undefined
}

function tellingsOf(delivery: Delivery) {
  const reading = definitions[delivery.entity].triggers[delivery.trigger]?.read(delivery.payload)
  if (reading === undefined || 'issues' in reading) throw new Error(`${delivery.deliveryId} cannot be read`)
  return reading.drafts
}

/** A batch as Lambda hands it to a consumer. */
export function sqsEvent(deliveries: readonly Delivery[]) {
  return {
    Records: deliveries.map((delivery, n) =>
      sqsRecord(encodeMessage(delivery), `${delivery.deliveryId}-${n}`),
    ),
  }
}
