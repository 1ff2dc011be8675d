import { describe, expect, test } from 'vitest'
import { isObject } from '../../../shared/commbox/json.ts'
import { type Entity, entities } from '../../../shared/commbox/names.ts'
import { definitions } from '../../../shared/entities/registry.ts'
import type { Event } from '../../../shared/events/event.ts'
import { looseForm } from '../../../shared/events/fingerprint.ts'
import { bounds, emptyState, fold } from '../../../shared/events/register.ts'
import { fc } from '../../seed.ts'
import { eventsIn, nameOf } from './events.ts'
import { histories } from './history.ts'
import { runs } from './runs.ts'
import { withdrawals } from './withdrawal.ts'

/*
 * The law says something only of what the histories contain: here is what they must contain.
 */

/** What is counted below is counted in one sample, whatever TEST_SEED is: another may have a few less of something. */
const seed = 20_240_609

/** As many histories as the law is tried with. */
const sample = (entity: Entity) =>
  fc.sample(histories(entity, 8), { seed, numRuns: runs(entity, historiesOfTrigger).numRuns })
const historiesOfTrigger = 100

const conversations = sample('Object')
const ofConversations = conversations.map((deliveries) => eventsIn(deliveries).flat())

/** In how many histories of conversations two events are as wanted; each pair in both orders. */
function countPairs(isWanted: (one: Event, other: Event) => boolean): number {
  return ofConversations.filter((events) =>
    events.some((one) => events.some((other) => isWanted(one, other))),
  ).length
}

const isSame = (one: Event, other: Event) => one !== other && nameOf(one) === nameOf(other)
const isOfOneId = (one: Event, other: Event) =>
  one.key === other.key && one.versionId === other.versionId && one.eventId !== other.eventId

const many = 10

describe('among histories of conversations there are many with', () => {
  test.each<[string, (one: Event, other: Event) => boolean]>([
    ['one event in two deliveries', (one, other) => isSame(one, other) && one.delivery !== other.delivery],
    [
      'an undated event that was received twice',
      (one, other) =>
        isSame(one, other) && one.delivery.receivedAt < other.delivery.receivedAt && !one.isDated,
    ],
    [
      'an activity in two wrappers',
      (one, other) =>
        isOfOneId(one, other) &&
        one.identity === 'own' &&
        one.delivery.payload.StreamId !== other.delivery.payload.StreamId,
    ],
    [
      'an element in a list with a text that is no element, and in one without',
      (one, other) =>
        isOfOneId(one, other) &&
        JSON.stringify(one.payload).includes('"litter"') &&
        !JSON.stringify(other.payload).includes('"litter"'),
    ],
    ['two requests with one id', (one, other) => isOfOneId(one, other) && one.identity === 'request'],
    [
      'a number as number and as text where types count',
      (one, other) =>
        isOfOneId(one, other) &&
        JSON.stringify(one.payload).replace(/\W/g, '') === JSON.stringify(other.payload).replace(/\W/g, ''),
    ],
    [
      'a delivery with ids only beside one with more',
      (one, other) =>
        one.key === other.key &&
        Object.keys(one.delivery.payload).length <= 2 &&
        Object.keys(other.delivery.payload).length > 4,
    ],
    ['more than ten elements in a delivery', (one) => one.place > 10],
    ['two elements of one delivery', (one, other) => one.delivery === other.delivery && one !== other],
    [
      'two activities of one second and another id',
      (one, other) =>
        one.isDated &&
        one.occurredAt === other.occurredAt &&
        one.key === other.key &&
        one.versionId !== other.versionId,
    ],
    [
      'one customer in two messages',
      (one, other) =>
        one !== other && Boolean(one.sets?.customerId) && one.sets?.customerId === other.sets?.customerId,
    ],
    [
      'a channel change without a sub-stream',
      (one) => Boolean(one.sets?.streamId) && one.attributes?.activityType === 5,
    ],
    ['a brand beside none', (one, other) => one.delivery.brand !== other.delivery.brand],
    ['our clock minutes behind', (one) => one.isDated && difference(one) > 60],
    ['our clock minutes ahead', (one) => one.isDated && difference(one) < -60],
    ['an event a day ahead', (one) => difference(one) > 80_000],
  ])('%s', (_, isWanted) => expect(countPairs(isWanted)).toBeGreaterThan(many))
})

/** By how many seconds an event is dated after its receipt. */
function difference({ occurredAt, delivery }: Event): number {
  return (Date.parse(occurredAt) - Date.parse(delivery.receivedAt)) / 1000
}

test('some sendings are refused, since they date an event a day ahead, and others of the same are not', () => {
  const isAhead = (event: Event) => event.occurredAt > '2024-06-10'
  const numbers = conversations.map((deliveries) =>
    deliveries.map(({ deliveryId }) => Number(deliveryId.slice(1))),
  )
  const refusing = numbers.filter((ids, index) => {
    const hasGap = Math.max(...ids) >= ids.length
    return hasGap && ofConversations[index]?.some(isAhead)
  })
  expect(refusing.length).toBeGreaterThan(5)
})

/** A payload in one spelling, also if it has a list of one in place of its element. */
function contentOf({ trigger, entity, payload }: Pick<Event['delivery'], 'trigger' | 'entity' | 'payload'>) {
  const { holder = '', name = '' } = definitions[entity].triggers[trigger]?.list ?? {}
  const whole = payload[holder]
  const list = isObject(whole) ? whole[name] : undefined
  if (!isObject(whole) || !Array.isArray(list) || list.length !== 1) return looseForm(payload)
  return looseForm({ ...payload, [holder]: { ...whole, [name]: list[0] ?? null } })
}

test.each(entities)('an event of %s has the same content in every delivery', (entity) => {
  const events = sample(entity).map((deliveries) => eventsIn(deliveries).flat())
  const different = events.flatMap((ofHistory) =>
    [...Map.groupBy(ofHistory, nameOf)].filter(
      ([, same]) =>
        new Set(same.map(({ payload, delivery }) => contentOf({ ...delivery, payload }))).size > 1,
    ),
  )
  expect(different).toEqual([])
})

test('no time is one far off', () => {
  for (const { occurredAt } of ofConversations.flat()) expect(occurredAt.slice(0, 7)).toBe('2024-06')
  const sent = JSON.stringify(conversations.map((deliveries) => deliveries.map(({ payload }) => payload)))
  for (const date of ['01-01-0001', '1900-01-01', '31-12-9999']) expect(sent).toContain(date)
})

test('with bounds of two, registers of every kind are left out', () => {
  const { registersOfKind } = bounds
  bounds.registersOfKind = 2
  const cut = ofConversations.flatMap((events) => {
    const byKey = Map.groupBy(events, ({ key }) => key)
    return [...byKey].flatMap(([key, ofKey]) => ofKey.reduce(fold, emptyState(key)).cut)
  })
  bounds.registersOfKind = registersOfKind
  const counts = Map.groupBy(cut, (kind) => kind)
  expect([...counts.keys()].sort()).toEqual(['customers', 'participants', 'streams', 'tagNames', 'tagged'])
  for (const kind of counts.values()) expect(kind.length).toBeGreaterThan(3)
})

test('withdrawals take some events and leave others', () => {
  const cases = histories('Object', 8).chain((deliveries) =>
    withdrawals(deliveries).map((chosen) => [
      chosen.reduce((sum, each) => sum + each.deliveries.size, 0),
      deliveries.length,
    ]),
  )
  const counts = fc.sample(cases, { seed, numRuns: 100 })
  expect(
    counts.filter(([withdrawn = 0, all = 0]) => withdrawn > 0 && withdrawn < all).length,
  ).toBeGreaterThan(many)
  expect(counts.filter(([withdrawn]) => withdrawn === 0).length).toBeGreaterThan(many)
})

test.each(entities)('histories of %s have every trigger', (entity) => {
  const sent = sample(entity).flatMap((deliveries) => deliveries.map(({ trigger }) => trigger))
  expect(new Set(sent)).toEqual(new Set(Object.keys(definitions[entity].triggers)))
})
