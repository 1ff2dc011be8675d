import type { JsonObject } from '../../shared/commbox/json.ts'
import { groupText, receivedText } from './event-text.ts'
import type { Names } from './names.ts'
import { oneLine } from './one-line.ts'
import { timeText } from './value-text.ts'

/**
 * Describes events in rows of four cells, in time order: time, what happened, who did it, content.
 *
 * @param names of what the events have only the ids of
 * @param length of the longest content, in characters
 */
export function eventRows(events: readonly JsonObject[], names?: Names, length?: number): string[][] {
  return groupsOf(events).map((group) => {
    const { what, who, text } = groupText(group, names)
    const time = timeText(String(group[0]?.occurredAt ?? ''))
    return [time, `${what} ${receivedText(group.length)}`.trimEnd(), oneLine(who), oneLine(text, length)]
  })
}

/** Groups the events that are shown as one, each group at the place of its first event. */
export function groupsOf(events: readonly JsonObject[]): JsonObject[][] {
  return [...Map.groupBy(events, identityOf).values()]
}

/**
 * What events have in common that are shown as one: CommBox's id of the activity or message; without one content and
 * time, so that of several deliveries that look alike none hides when it came. Equal elements of one delivery differ
 * in their place.
 */
function identityOf(event: JsonObject): string {
  const { activityId, messageId, fingerprint, trigger, occurredAt, place, record } = event
  if (typeof activityId === 'string') return `activity ${activityId}`
  if (typeof messageId === 'string') return `message ${messageId}`
  if (typeof fingerprint !== 'string') return `record ${String(record)}`
  return JSON.stringify([trigger, fingerprint, occurredAt, place])
}
