import type { SortRange } from '../dynamodb/request.ts'
import { boundsOf, dayKey, type Instant } from './instant.ts'
import type { Ordered } from './question.ts'

/** A span of time, both ends included; open at an end that is not given. */
export type Span = { from?: Instant | undefined; to?: Instant | undefined }
/** Which events to return; only those of `triggers` if given. */
export type EventOptions = Ordered & Span & { triggers?: readonly string[] | undefined }
/** The ends of a span as the tables write times; undefined if it is open. @throws RangeError */
export function endsOf({ from, to }: Span): { from: string | undefined; to: string | undefined } {
  return {
    from: from === undefined ? undefined : boundsOf(from).first,
    to: to === undefined ? undefined : boundsOf(to).last,
  }
}

/** The sort keys of the events of a span: `event#<occurredAt>#…`. `$` is the character after `#`. */
export function eventsIn(span: Span): SortRange {
  const { from = '', to } = endsOf(span)
  return { from: `event#${from}`, to: to === undefined ? 'event$' : `event#${to}$` }
}

/** The values of a sort key that is a time. */
export function timesIn(span: Span): SortRange {
  const { from = '0', to = '~' } = endsOf(span)
  return { from, to }
}

/** The partition and the sort keys of a UTC day (`YYYY-MM-DD`) in an index by month. @throws RangeError */
export function monthAndDay(day: string): { of: string; sort: SortRange } {
  return { of: dayKey(day).slice(0, 7), sort: { prefix: day } }
}
