import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { proxyEvent } from '../../infra/local/gateway-event.ts'
import { type Entity, entities } from '../../shared/commbox/names.ts'
import type { Delivery } from '../../shared/events/delivery.ts'
import { largestInline } from '../../shared/events/large-bodies.ts'
import { deliveries as documented, malformed } from '../fixtures.ts'
import { fc } from '../seed.ts'
import { histories } from '../shared/law/history.ts'
import { authenticToken } from '../webhook-request.ts'
import { chance } from './chance.ts'
import { marks } from './schedule.ts'

/** A webhook as the gateway hands it to the ingest function. */
export type Webhook = { id: string; receivedAt: string; url: string; body: Buffer }

const shares: Record<Entity, number> = { Object: 55, User: 15, Tag: 12, Satisfaction: 8, Form: 5, Chat: 5 }

/** The most happenings of one history. */
const longest = 10

/** What is sent in a run, at least `count` webhooks: histories of every entity, what is documented, what is broken. */
export function webhooks(seed: number, count: number): Webhook[] {
  const sent = entities.flatMap((entity) => historiesOf(entity, seed, (count * shares[entity]) / 100))
  const unusual = [...fixtures(count), ...remarkable(count)]
  const position = (index: number, of: number, id: string) => index / of + (60 * chance(seed, id)) / count
  // Histories continue side by side, each a little out of order.
  return [sent, unusual]
    .flatMap((list) =>
      list.map((webhook, index) => ({ webhook, at: position(index, list.length, webhook.id) })),
    )
    .sort((a, b) => a.at - b.at)
    .map(({ webhook }) => webhook)
}

function historiesOf(entity: Entity, seed: number, count: number): Webhook[] {
  const sample = fc.sample(histories(entity, longest), { seed, numRuns: Math.ceil(count / 4) })
  const found: Webhook[] = []
  for (const [number, deliveries] of sample.entries()) {
    if (found.length >= count) break
    found.push(...deliveries.map((delivery) => webhookOf(delivery, number)))
  }
  return found
}

/** The webhook that a delivery is made of: in the envelope that can carry its brand, or in the other. */
function webhookOf(delivery: Delivery, number: number): Webhook {
  const { entity, trigger, brand, deliveryId, receivedAt } = delivery
  const requestId = delivery.requestId && `${delivery.requestId}-${entity}-${number}`
  const payload = { ...ofItsOwn(delivery, number), ...(requestId ? { requestId } : {}) }
  const body =
    brand === undefined
      ? { payload }
      : { Event: { Subscription: entity, Name: trigger, Brand: brand, [entity]: payload } }
  return {
    id: `${entity}-${number}-${deliveryId}`,
    receivedAt,
    url: brand === undefined ? `${entity}/${trigger}` : '',
    body: Buffer.from(JSON.stringify(body)),
  }
}

/** Every history is about things of its own: else a few things would have all the events. */
function ofItsOwn({ payload }: Delivery, number: number): Delivery['payload'] {
  const suffix = String(number + 100_000)
  return JSON.parse(JSON.stringify(payload).replace(/"?\b(700[12])\b"?/g, `"$1${suffix}"`))
}

/** The deliveries of the documentation once each, and broken ones by turns. */
function fixtures(count: number): Webhook[] {
  const broken = malformed()
  const receivedAt = '2024-06-16T12:00:00.000Z'
  return [
    ...documented().map(({ name, body, expected: { url } }) => ({
      id: name,
      receivedAt,
      url,
      body,
    })),
    ...Array.from({ length: Math.ceil(count / 25) }, (_, index) => broken[index % broken.length]).flatMap(
      (fixture, index) =>
        fixture === undefined
          ? []
          : {
              id: `${index}-${fixture.name}`,
              receivedAt,
              url: fixture.expected.url,
              body: fixture.body,
            },
    ),
  ]
}

/** Deliveries that DynamoDB does not take, or not for now, and some that are too large for a queue. */
function remarkable(count: number): Webhook[] {
  const some = (name: string, number: number, more: object) =>
    Array.from({ length: number }, (_, index) => submission(`${name}-${index}`, more))
  return [
    ...some('refused', Math.ceil(count / 200), { [marks.refused]: true }),
    ...some('failing', 3, { [marks.failing]: true }),
    ...some('large', 3, { note: 'ש'.repeat(largestInline / 2) }),
  ]
}

/** A satisfaction score in a conversation of its own, with something more in it. */
export function submission(id: string, more: object = {}): Webhook {
  const ObjectId = String(Math.floor(10 ** 12 * chance(0, id)))
  return {
    id,
    receivedAt: '2024-06-16T12:00:00.000Z',
    url: 'Satisfaction/OnSubmit',
    body: Buffer.from(JSON.stringify({ payload: { ObjectId, Score: '50', ...more } })),
  }
}

/** The event that the gateway makes of a webhook. */
export function gatewayEvent({ id, receivedAt, url, body }: Webhook): APIGatewayProxyEventV2 {
  return proxyEvent(
    {
      method: 'POST',
      target: `/webhooks${url && `/${url}`}?token=${authenticToken}`,
      httpVersion: '1.1',
      rawHeaders: [],
      sourceIp: '192.0.2.1',
      body,
    },
    {
      requestId: id,
      time: new Date(receivedAt),
      routeKey: '$default',
    },
  )
}
