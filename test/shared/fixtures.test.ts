import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../shared/commbox/json.ts'
import { definitions } from '../../shared/entities/registry.ts'
import { type Event, eventsOf } from '../../shared/events/event.ts'
import { eventItem } from '../../shared/events/event-item.ts'
import { emptyState, fold } from '../../shared/events/register.ts'
import { stateFrom, stateItem } from '../../shared/events/state.ts'
import { asEvent, asXml, NotInXml } from '../envelopes.ts'
import { type DeliveryExpectation, deliveries, receivedAt } from '../fixtures.ts'
import { authenticHashes, ingest, webhookRequest } from '../webhook-request.ts'

const now = '2026-01-02T03:04:05.678Z'

/** The events of a delivery that is posted now. */
function eventsFrom(body: Buffer, { url }: DeliveryExpectation): Event[] {
  const { outcome } = ingest(webhookRequest(url, body, now), { hashes: authenticHashes })
  if (outcome.kind !== 'accepted') throw new Error(`not accepted: ${JSON.stringify(outcome)}`)
  const { entity, trigger, payload } = outcome.delivery
  const reading = definitions[entity].triggers[trigger]?.read(payload)
  return reading && 'drafts' in reading ? eventsOf(outcome.delivery, reading.drafts) : []
}

/** What every event item has, and what depends on the time of receipt. */
const common = [
  'record',
  'trigger',
  'eventId',
  'fingerprint',
  'occurredAt',
  'dated',
  'format',
  'place',
  'receivedAt',
  'deliveryId',
  'brand',
]

function promoted(item: JsonObject, partitionKey: string): JsonObject {
  const left = [...common, 'payload', 'month', partitionKey]
  return Object.fromEntries(Object.entries(item).filter(([name]) => !left.includes(name)))
}

/** What a state remembers for the sake of events to come. */
const bookkeeping = ['registers', 'revision', 'format', 'streams', 'customers', 'formerTags']

function shown(item: JsonObject, partitionKey: string, expected: object): JsonObject {
  const left = [partitionKey, 'record', ...bookkeeping, ...('updatedAt' in expected ? [] : ['updatedAt'])]
  return Object.fromEntries(Object.entries(item).filter(([name]) => !left.includes(name)))
}

/** What XML cannot say, by the names of the fixtures that say it. */
const notInXml: Record<string, readonly string[]> = {}

const inEvent = deliveries().map(({ name, body, expected }) => {
  const event = Buffer.from(JSON.stringify(asEvent(body, expected)))
  return { name: `${name}, in an Event`, body: event, expected }
})

const written = deliveries().map(({ name, body, expected }) => {
  try {
    return { name, expected, xml: asXml(body, expected) }
  } catch (error) {
    if (error instanceof NotInXml) return { name, expected, reason: error.message }
    throw error
  }
})
const inXml = written.flatMap(({ name, expected, xml }) =>
  xml === undefined ? [] : [{ name: `${name}, in XML`, body: Buffer.from(xml), expected }],
)

test('XML can say every fixture except these', () => {
  const reasons = written.flatMap(({ name, reason }) => (reason === undefined ? [] : [{ name, reason }]))
  const names = Map.groupBy(reasons, ({ reason }) => reason)
  expect(
    Object.fromEntries([...names].map(([reason, all]) => [reason, all.map(({ name }) => name)])),
  ).toEqual(notInXml)
})

describe.each([...deliveries(), ...inEvent, ...inXml])('$name', ({ body, expected }) => {
  const { layout } = definitions[expected.entity]
  const events = eventsFrom(body, expected)

  test('contains the events of its expectation', () => {
    const items = events.map((event) => eventItem(event, layout.partitionKey))
    expect(
      items.map((item) => ({
        key: item[layout.partitionKey],
        occurredAt: item.occurredAt === now ? null : item.occurredAt,
        attributes: promoted(item, layout.partitionKey),
      })),
    ).toEqual(expected.events)
    expect(items.map(({ dated = false }) => dated)).toEqual(
      expected.events.map(({ occurredAt }) => occurredAt !== null),
    )
    expect(new Set(events.map(({ identity }) => identity))).toEqual(new Set([expected.identity]))
    expect(items.map(({ trigger, brand }) => ({ trigger, brand }))).toEqual(
      items.map(() => ({ trigger: expected.trigger, brand: expected.brand })),
    )
  })

  test('keeps its payload', () => {
    for (const text of expected.payloadHolds ?? []) {
      for (const event of events) expect(texts(eventItem(event, '').payload)).toContain(text)
    }
  })

  test('leads to the states of its expectation', () => {
    const states: Record<string, JsonObject> = {}
    for (const [key, ofKey] of Map.groupBy(events, (event) => event.key)) {
      const item = stateItem(ofKey.reduce(fold, emptyState(key)), layout)
      expect(stateItem(stateFrom(item, layout), layout)).toEqual(item)
      states[key] = JSON.parse(
        JSON.stringify(shown(item, layout.partitionKey, expected.state[key] ?? {})).replaceAll(
          now,
          receivedAt,
        ),
      )
    }
    expect(states).toEqual(expected.state)
  })
})

/** Every name and value of a payload as one text, numbers among them as their digits. */
function texts(value: unknown): string {
  if (typeof value !== 'object' || value === null) return `${value}\n`
  return Object.entries(value)
    .map(([name, member]) => `${name}\n${texts(member)}`)
    .join('')
}
