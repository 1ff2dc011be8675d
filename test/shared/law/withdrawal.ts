import type { Delivery } from '../../../shared/events/delivery.ts'
import { fc } from '../../seed.ts'
import { eventsIn, nameOf } from './events.ts'

/** Deliveries of which every event is withdrawn, and these events' ids by the key of their thing. */
export type Withdrawal = {
  deliveries: ReadonlySet<Delivery>
  eventIds: ReadonlyMap<string, ReadonlySet<string>>
}

/** Withdrawals of some events of a history: of none, or of those of one or two of its deliveries. */
export function withdrawals(deliveries: readonly Delivery[]): fc.Arbitrary<Withdrawal[]> {
  if (deliveries.length === 0) return fc.constant([])
  const events = new Map(eventsIn(deliveries).map((ofDelivery, index) => [deliveries[index], ofDelivery]))
  const some = fc.uniqueArray(fc.constantFrom(...deliveries), { minLength: 1, maxLength: 2 })
  return fc.oneof(fc.constant<Delivery[]>([]), some).map((chosen) => {
    const taken = new Set<Delivery>()
    return chosen.flatMap((one): Withdrawal[] => {
      if (taken.has(one)) return []
      const group = withThoseThatShareEvents(one)
      for (const delivery of group) taken.add(delivery)
      const withdrawn = [...group].flatMap((delivery) => events.get(delivery) ?? [])
      const byKey = [...Map.groupBy(withdrawn, ({ key }) => key)]
      const ids = byKey.map(([key, ofKey]) => [key, new Set(ofKey.map(({ eventId }) => eventId))] as const)
      return [{ deliveries: group, eventIds: new Map(ids) }]
    })
  })

  /** A delivery and every other that has an event of it, or of another one that is found so. */
  function withThoseThatShareEvents(one: Delivery): Set<Delivery> {
    const group = new Set([one])
    const names = new Set<string>()
    for (const delivery of group) {
      for (const event of events.get(delivery) ?? []) names.add(nameOf(event))
      for (const other of deliveries) {
        if (events.get(other)?.some((event) => names.has(nameOf(event)))) group.add(other)
      }
    }
    return group
  }
}
