import { definitions } from '../../../shared/entities/registry.ts'
import type { Delivery } from '../../../shared/events/delivery.ts'
import { atTime, type Event, eventsOf } from '../../../shared/events/event.ts'

/** The events of deliveries; those that need it at their first receipt, as the store claims it. */
export function eventsIn(deliveries: readonly Delivery[]): Event[][] {
  const events = deliveries.map((delivery) => {
    const reading = definitions[delivery.entity].triggers[delivery.trigger]?.read(delivery.payload)
    if (reading === undefined || 'issues' in reading)
      throw new Error(`unreadable: ${JSON.stringify(reading)}`)
    return eventsOf(delivery, reading.drafts)
  })
  const first = new Map<string, string>()
  for (const event of events.flat().filter(({ needsFirstReceipt }) => needsFirstReceipt)) {
    const known = first.get(nameOf(event))
    if (known === undefined || event.occurredAt < known) first.set(nameOf(event), event.occurredAt)
  }
  return events.map((ofDelivery) =>
    ofDelivery.map((event) => atTime(event, first.get(nameOf(event)) ?? event.occurredAt)),
  )
}

/** The key and the id of an event. */
export function nameOf({ key, eventId }: Pick<Event, 'key' | 'eventId'>): string {
  return `${key} ${eventId}`
}
