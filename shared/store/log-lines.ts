import { hasOnlyIds } from '../commbox/id.ts'
import type { Entity } from '../commbox/names.ts'
import { chunks } from '../dynamodb/database.ts'
import type { Event } from '../events/event.ts'
import { errorName, type Log, type Metrics } from '../runtime/log.ts'
import type { Stored } from './store.ts'

/** CloudWatch takes so many values of a metric in one line. */
const mostInLine = 100

/** Logs one line for the events of a batch that are alike: a line for each would cost more than storing them. */
export function logStored(entity: Entity, outcomes: readonly Stored[], log: Log, now: number): void {
  const stored = outcomes.filter(({ result }) => result !== 'failed')
  const alike = Map.groupBy(stored, ({ result, event: { delivery } }) =>
    JSON.stringify([result, delivery.trigger, delivery.brand]),
  )
  for (const members of [...alike.values()].flatMap((list) => chunks(list, mostInLine))) {
    const [first] = members
    if (first === undefined) continue
    const { trigger, brand } = first.event.delivery
    const deliveryIds = [...new Set(members.map(({ event }) => event.delivery.deliveryId))]
    const metrics = metricsOf(members, now)
    const signs = first.result === 'stored' ? signsOf(members.map(({ event }) => event)) : {}
    log({ level: 'info', message: first.result, entity, trigger, brand, deliveryIds, ...signs, metrics })
  }
}

/**
 * What can be wrong with a subscription, as the events show it: how many have only ids, and by how many milliseconds
 * CommBox's latest time is ahead of our receipt, below 0 if it is behind. The time of a flat message may be the
 * conversation's: it counts only if it is ahead.
 */
function signsOf(events: readonly Event[]): { onlyIds?: number; clockAheadMs?: number } {
  const onlyIds = events.filter(({ payload }) => hasOnlyIds(payload)).length
  const ahead = events.flatMap(({ occurredAt, occurredAtIfRecent, isDated, delivery: { receivedAt } }) => {
    const time = isDated ? occurredAt : (occurredAtIfRecent ?? '')
    return isDated || time > receivedAt ? [Date.parse(time) - Date.parse(receivedAt)] : []
  })
  return {
    ...(onlyIds > 0 ? { onlyIds } : {}),
    ...(ahead.length > 0 ? { clockAheadMs: Math.max(...ahead) } : {}),
  }
}

/** Logs why an event is not stored, without anything of what it says. */
export function logFailure(entity: Entity, { event, error }: Stored & { result: 'failed' }, log: Log): void {
  const { deliveryId, trigger, brand } = event.delivery
  log({ level: 'error', message: 'not stored', error: errorName(error), deliveryId, entity, trigger, brand })
}

/** What is counted of events that are alike: what CommBox sends that the vocabulary does not know among it. */
function metricsOf(members: readonly Stored[], now: number): Metrics {
  const [first] = members
  if (first?.result === 'repeated') return { Repeated: members.length }
  if (first?.result === 'withdrawn') return { Withdrawn: members.length }
  const count = (drift: string) => members.filter(({ event }) => event.drift === drift).length
  const [unknownTypes, unreadLists] = [count('unknown-activity-type'), count('unread-list')]
  const brandConflicts = members.filter((each) => 'isOfOtherBrand' in each).length
  return {
    Stored: members.length,
    AgeToStored: members.map(({ event }) => now - Date.parse(event.delivery.receivedAt)),
    ...(unknownTypes > 0 ? { UnknownActivityTypes: unknownTypes } : {}),
    ...(unreadLists > 0 ? { UnreadLists: unreadLists } : {}),
    ...(brandConflicts > 0 ? { BrandConflicts: brandConflicts } : {}),
  }
}
