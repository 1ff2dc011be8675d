import type { Entity } from '../commbox/names.ts'
import { chunks } from '../dynamodb/database.ts'
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
    log({ level: 'info', message: first.result, entity, trigger, brand, deliveryIds, metrics })
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
  return {
    Stored: members.length,
    AgeToStored: members.map(({ event }) => now - Date.parse(event.delivery.receivedAt)),
    ...(unknownTypes > 0 ? { UnknownActivityTypes: unknownTypes } : {}),
    ...(unreadLists > 0 ? { UnreadLists: unreadLists } : {}),
  }
}
