import { hasOnlyIds } from '../commbox/id.ts'
import type { Entity } from '../commbox/names.ts'
import type { Event } from '../events/event.ts'
import { brandForLog } from '../events/fingerprint.ts'
import { errorName, type Log } from '../runtime/log.ts'
import type { Metrics } from '../runtime/metrics.ts'
import type { Stored } from './store.ts'

/**
 * Logs one line for the events of a batch that are alike: a line for each would cost more than storing them. A line
 * of failures says why, without anything of what the events say.
 */
export function logOutcomes(
  { entity, log, brands }: { entity: Entity; log: Log; brands?: readonly string[] | undefined },
  outcomes: readonly Stored[],
  now: number,
): void {
  const alike = Map.groupBy(outcomes, (outcome) =>
    JSON.stringify([
      outcome.result,
      outcome.event.delivery.trigger,
      outcome.event.delivery.brand,
      errorIn(outcome),
    ]),
  )
  for (const members of alike.values()) {
    const [first] = members
    if (first === undefined) continue
    const { trigger, brand } = first.event.delivery
    const deliveryIds = [...new Set(members.map(({ event }) => event.delivery.deliveryId))]
    const about = { entity, trigger, brand: brandForLog(brand, brands), deliveryIds }
    if (first.result === 'failed') {
      log({ level: 'error', message: 'not stored', error: errorIn(first), ...about })
      continue
    }
    const metrics = metricsOf(first.result, members, now)
    const signs = first.result === 'stored' ? signsOf(members.map(({ event }) => event)) : {}
    log({ level: 'info', message: first.result, ...about, ...signs, metrics })
  }
}

function errorIn(outcome: Stored): string | undefined {
  return outcome.result === 'failed' ? errorName(outcome.error) : undefined
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

/** What is counted of events that are alike: what CommBox sends that the vocabulary does not know among it. */
function metricsOf(result: Stored['result'], members: readonly Stored[], now: number): Metrics {
  if (result === 'repeated') return { Repeated: members.length }
  if (result === 'withdrawn') return { Withdrawn: members.length }
  const unknownTypes = members.filter(({ event }) => event.drift === 'unknown-activity-type').length
  const brandConflicts = members.filter((each) => 'isOfOtherBrand' in each).length
  return {
    Stored: members.length,
    AgeToStored: Math.max(...members.map(({ event }) => now - Date.parse(event.delivery.receivedAt))),
    ...(unknownTypes > 0 ? { UnknownActivityTypes: unknownTypes } : {}),
    ...(brandConflicts > 0 ? { BrandConflicts: brandConflicts } : {}),
  }
}
