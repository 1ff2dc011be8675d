/**
 * A `Date`, or a text: `2024-06-09`, `2024-06-09T07:28`, `2024-06-09 07:28:47`, with a fraction, with or without a
 * zone. A text without a zone is UTC. A text means all of its last unit: a date is the whole day.
 */
export type Instant = string | Date

const layout = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::(\d\d)(?:\.(\d{1,3}))?)?(Z|[+-]\d\d:?\d\d)?)?$/i

const [second, minute, day] = [1000, 60_000, 24 * 60 * 60_000]

/**
 * Returns the first and the last millisecond of an instant, as the tables write them.
 *
 * @throws RangeError if there is no such date or time
 */
export function boundsOf(instant: Instant): { first: string; last: string } {
  if (instant instanceof Date) return { first: instant.toISOString(), last: instant.toISOString() }
  const parts: readonly string[] = layout.exec(instant.trim()) ?? []
  const [, date = '', time = '00:00', seconds = '00', fraction = '', zone = 'Z'] = parts
  if (date !== '') dayKey(date)
  const written = `${date}T${time}:${seconds}.${fraction.padEnd(3, '0')}`
  const first = exists(written) ? new Date(`${written}${zone.toUpperCase()}`) : new Date(Number.NaN)
  if (Number.isNaN(first.getTime())) {
    throw new RangeError(
      `Not a date or time: ${instant}. Write YYYY-MM-DD or YYYY-MM-DDTHH:MM:SS, in UTC unless a zone follows`,
    )
  }
  const last = new Date(first.getTime() + unitOf(parts) - 1)
  return { first: first.toISOString(), last: last.toISOString() }
}

/** The partition of a UTC month (`YYYY-MM`). @throws RangeError */
export function monthKey(month: string): string {
  if (!/^\d{4}-\d\d$/.test(month))
    throw new RangeError(`Not a month: ${month}. Write YYYY-MM, such as 2026-11`)
  if (!exists(`${month}-01T00:00:00.000`))
    throw new RangeError(`There is no month ${month.slice(5)}, in ${month}: months are 01 to 12`)
  return month
}

/** The partition of a UTC day (`YYYY-MM-DD`). @throws RangeError */
export function dayKey(day: string): string {
  if (!/^\d{4}-\d\d-\d\d$/.test(day))
    throw new RangeError(`Not a day: ${day}. Write YYYY-MM-DD, such as 2026-11-24`)
  monthKey(day.slice(0, 7))
  if (!exists(`${day}T00:00:00.000`))
    throw new RangeError(`There is no day ${day.slice(8)} in ${day.slice(0, 7)}`)
  return day
}

/** Whether a UTC time reads back as written: `Date` turns 31 February into 2 March. */
function exists(written: string): boolean {
  const time = new Date(`${written}Z`)
  return !Number.isNaN(time.getTime()) && time.toISOString() === `${written}Z`
}

/** The length of the last unit of an instant, in milliseconds. */
function unitOf([, , time, seconds, fraction]: readonly string[]): number {
  return time === undefined ? day : seconds === undefined ? minute : fraction === undefined ? second : 1
}
