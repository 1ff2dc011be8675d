import type { Ordered, SortRange } from './question.ts'

/** A span of time, both ends included; open where one is not given. */
export type Span = { from?: Instant | undefined; to?: Instant | undefined }
/** Which events are wanted; where `triggers` are given, theirs alone. */
export type EventOptions = Ordered & Span & { triggers?: readonly string[] | undefined }
/** A time that `Date` reads, such as `2024-06-09T07:28:47.000Z`. */
export type Instant = string | Date

/** A time as the tables write it. @throws RangeError when it is none */
function instant(time: Instant): string {
  return new Date(time).toISOString()
}

/** The sort keys of the events of a span: `event#<occurredAt>#…`, of which `$` is the next after `#`. */
export function eventsIn({ from, to }: Span): SortRange {
  return {
    from: `event#${from === undefined ? '' : instant(from)}`,
    to: to === undefined ? 'event$' : `event#${instant(to)}$`,
  }
}

/** The values of a sort key that is a time. */
export function timesIn({ from, to }: Span): SortRange {
  return { from: from === undefined ? '0' : instant(from), to: to === undefined ? '~' : instant(to) }
}

/** The partition and the sort keys of a UTC day (`YYYY-MM-DD`) in an index by month. @throws RangeError */
export function monthAndDay(day: string): { of: string; sort: SortRange } {
  return { of: checked(day, /^\d{4}-\d\d-\d\d$/, 'YYYY-MM-DD').slice(0, 7), sort: { prefix: day } }
}

/** The partition of a UTC month (`YYYY-MM`). @throws RangeError */
export function monthKey(month: string): string {
  return checked(month, /^\d{4}-\d\d$/, 'YYYY-MM')
}

/** The partition of a UTC day (`YYYY-MM-DD`). @throws RangeError */
export function dayKey(day: string): string {
  return checked(day, /^\d{4}-\d\d-\d\d$/, 'YYYY-MM-DD')
}

function checked(text: string, form: RegExp, layout: string): string {
  const time = new Date(text)
  const isDate = form.test(text) && !Number.isNaN(time.getTime()) && time.toISOString().startsWith(text)
  if (!isDate) throw new RangeError(`A date is expected as ${layout}`)
  return text
}
