import type { EventForwarder } from '../../constructs/event-forwarder.ts'
import { type AlarmSet, fiveMinutes, noDataIsFine } from './alarm-set.ts'

/** What the event bus does not get, or late. */
export function eventAlarms(alarms: AlarmSet, { deadLetterQueue, forwarder }: EventForwarder): void {
  alarms.addDeadLetters('EventsNotSent', deadLetterQueue, {
    impact:
      'Stored events are missing on the event bus. The tables have them; the streams keep them for 24 hours.',
    section: 'events-not-sent',
  })
  alarms.add('EventsLate', {
    impact: 'Events reach the event bus more than five minutes after they were stored. Nothing is lost yet.',
    section: 'events-not-sent',
    metric: forwarder.metric('IteratorAge', { statistic: 'Maximum', period: fiveMinutes }),
    // Milliseconds.
    threshold: 300_000,
    periods: 1,
    missingData: noDataIsFine,
  })
}
