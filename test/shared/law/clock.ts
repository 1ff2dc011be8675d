import { fc } from '../../seed.ts'

/*
 * CommBox's clock and ours. Histories are of a few seconds from `start` on, by CommBox's clock.
 */

const start = Date.UTC(2024, 5, 9, 7, 28, 0)

/** What CommBox's clock shows: mostly the seconds of the history, in each of its layouts. */
export const dates = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 3 }).map((second) => `09-06-2024 07:28:0${second}`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('2024-06-09T07:28:01', '06/09/2024 07:28:02', '2024-06-09 07:28:03'),
  },
  // The limits of ten minutes before the receipt and of a day after it, on either side of which receipts lie.
  { weight: 2, arbitrary: fc.constantFrom('09-06-2024 07:18:02', '10-06-2024 07:28:02') },
  // No times: "not set", out of range, unreadable.
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '01-01-0001 00:00:00',
      '1900-01-01T00:00:00',
      '31-12-9999 23:59:59',
      'soon',
      '',
    ),
  },
)

/** By how many seconds our clock is ahead of CommBox's in a history: mostly they agree. */
export const clockOffset = fc.constantFrom(0, 0, 0, 0, 3, -3, 600, -600)

/** An instant by our clock, so many seconds after the start of a history. */
export function instant(second: number): string {
  return new Date(start + second * 1000).toISOString()
}
