import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import fc from 'fast-check'
import { proxyEvent } from '../../infra/local/gateway-event.ts'
import { type Entity, entities } from '../../shared/commbox/names.ts'
import type { Delivery } from '../../shared/events/delivery.ts'
import { largestInline } from '../../shared/events/large-bodies.ts'
import { deliveries as documented, malformed } from '../fixtures.ts'
import { histories, history } from '../shared/law/history.ts'
import { authenticToken } from '../webhook-request.ts'
import { chance } from './chance.ts'
import { marks } from './schedule.ts'

/** A webhook as the gateway hands it to the ingest function. */
export type Webhook = { id: string; receivedAt: string; url: string; body: Buffer }

const conversation = fc.constantFrom('7001', '7002')
const happening = <Payload>(entity: Entity, trigger: string, payload: fc.Arbitrary<Payload>) =>
  fc.record({ payload, hasRequest: fc.boolean() }).map((told) => ({
    entity,
    trigger,
    hasRequest: told.hasRequest,
    payload: JSON.parse(JSON.stringify(told.payload)),
  }))

/** Histories of every entity; those that the laws are not tested with are of one trigger. */
const all = {
  ...histories,
  Form: happening(
    'Form',
    'OnSubmit',
    fc.record({
      ObjectId: conversation,
      FormUrl: fc.constantFrom('https://forms.example/a', ''),
      Properties: fc.dictionary(fc.constantFrom('name', 'שם', 'age'), fc.constantFrom('True', '12', '')),
    }),
  ),
  Chat: happening(
    'Chat',
    'OnUserExit',
    fc.record({
      Object: fc.record({ Id: conversation }),
      User: fc.record({ Id: fc.constantFrom('8001', '0') }),
    }),
  ),
}

const shares: Record<Entity, number> = { Object: 55, User: 15, Tag: 12, Satisfaction: 8, Form: 5, Chat: 5 }

/** Happenings of one history, at the most. */
const longest = 10

/** What is told in a run, at least `count` webhooks: histories of every entity, what is documented, what is broken. */
export function webhooks(seed: number, count: number): Webhook[] {
  const told = entities.flatMap((entity) => historiesOf(entity, seed, (count * shares[entity]) / 100))
  const odd = [...fixtures(count), ...remarkable(count)]
  const position = (index: number, of: number, id: string) => index / of + (60 * chance(seed, id)) / count
  // Histories go on side by side, and each is told a little out of order.
  return [told, odd]
    .flatMap((list) =>
      list.map((webhook, index) => ({ webhook, at: position(index, list.length, webhook.id) })),
    )
    .sort((a, b) => a.at - b.at)
    .map(({ webhook }) => webhook)
}

function historiesOf(entity: Entity, seed: number, count: number): Webhook[] {
  const arbitrary = all[entity]
  if (arbitrary === undefined) throw new Error(`no histories of ${entity}`)
  const sample = fc.sample(history(arbitrary, longest), { seed, numRuns: Math.ceil(count / 4) })
  const found: Webhook[] = []
  for (const [number, { first, repeats }] of sample.entries()) {
    if (found.length >= count) break
    found.push(...[...first, ...repeats].map((delivery) => webhookOf(delivery, number)))
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
function ofItsOwn({ entity, payload }: Delivery, number: number): Delivery['payload'] {
  const suffix = String(number + 100_000)
  const ids = entity === 'Tag' ? /"(21|22|31|32|9223372036854)(?:775807)?"/g : /"(700[12]|800[12])"/g
  return JSON.parse(JSON.stringify(payload).replace(ids, `"$1${suffix}"`))
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
  const [entity, trigger] = url.split('/').filter(Boolean)
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
      routeKey: 'POST /webhooks',
      parameters: { ...(entity ? { entity } : {}), ...(trigger ? { trigger } : {}) },
    },
  )
}
