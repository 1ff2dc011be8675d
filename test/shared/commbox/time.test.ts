import { describe, expect, test } from 'vitest'
import { readTime } from '../../../shared/commbox/time.ts'

test.each([
  ['day first', '09-06-2024 07:28:47', '2024-06-09T07:28:47.000Z'],
  ['day first, of a day that is no month', '16-06-2024 08:35:11', '2024-06-16T08:35:11.000Z'],
  ['month first', '06/09/2024 11:55:00', '2024-06-09T11:55:00.000Z'],
  ['month first, of a day that is no month', '06/16/2024 11:55:00', '2024-06-16T11:55:00.000Z'],
  ['year first with a T', '2024-06-02T15:47:50', '2024-06-02T15:47:50.000Z'],
  ['year first with a blank', '2024-09-23 12:39:11', '2024-09-23T12:39:11.000Z'],
  ['UTC by name', '2024-06-02T15:47:50Z', '2024-06-02T15:47:50.000Z'],
  ['a zone', '2024-06-02T15:47:50+03:00', '2024-06-02T12:47:50.000Z'],
  ['a zone without its colon', '2024-06-02 00:47:50-0530', '2024-06-02T06:17:50.000Z'],
  ['milliseconds', '2024-06-02T15:47:50.12', '2024-06-02T15:47:50.120Z'],
  ['seven digits of a second', '2024-06-02T15:47:50.1239999Z', '2024-06-02T15:47:50.123Z'],
  ['blanks around', '  09-06-2024 07:28:47\t', '2024-06-09T07:28:47.000Z'],
  ['29 February of a leap year', '29-02-2024 00:00:00', '2024-02-29T00:00:00.000Z'],
  ['the last second of a year', '31-12-2024 23:59:59', '2024-12-31T23:59:59.000Z'],
])('%s', (_layout, text, instant) => {
  expect(readTime(text)).toBe(instant)
})

test.each([
  ['31 February', '31-02-2024 10:00:00'],
  ['31 June, month first', '06/31/2024 10:00:00'],
  ['29 February of another year', '2023-02-29T10:00:00'],
  ['a thirteenth month', '09-13-2024 10:00:00'],
  ['a thirteenth month, month first', '16/06/2024 10:00:00'],
  ['day 0', '00-06-2024 10:00:00'],
  ['hour 24', '09-06-2024 24:00:00'],
  ['hour 25', '2024-06-09T25:00:00'],
  ['minute 60', '09-06-2024 10:60:00'],
  ['second 60', '2024-06-09 10:00:60'],
  ['a zone of 24 hours', '2024-06-09T10:00:00+24:00'],
  ['one digit', '9-6-2024 7:28:47'],
  ['two digits of a year', '09-06-24 07:28:47'],
  ['a date without a time', '2024-06-09'],
  ['mixed separators', '09/06-2024 07:28:47'],
  ['more behind it', '09-06-2024 07:28:47 PM'],
  ['more behind it, month first', '06/09/2024 07:28:47 PM'],
  ['more behind it, year first', '2024-06-09 07:28:47 PM'],
  ['more before it', 'On 09-06-2024 07:28:47'],
  ['more before it, month first', 'On 06/09/2024 07:28:47'],
  ['more before it, year first', 'On 2024-06-09 07:28:47'],
  ['two times', '09-06-2024 07:28:47\n09-06-2024 07:28:47'],
  ['other digits', '٠٩-٠٦-٢٠٢٤ ٠٧:٢٨:٤٧'],
  ['seconds since 1970', '1717918127'],
  ['blanks', '   '],
  ['nothing', ''],
  ['words', 'yesterday'],
])('%s is not a time', (_why, text) => {
  expect(readTime(text)).toBeUndefined()
})

/** CommBox's four layouts of the last seconds of a year and the first of the next. */
const layouts: [string, (year: string, isFirst: boolean) => string][] = [
  ['day first', (year, isFirst) => (isFirst ? `01-01-${year} 00:00:00` : `31-12-${year} 23:59:59`)],
  ['month first', (year, isFirst) => (isFirst ? `01/01/${year} 00:00:00` : `12/31/${year} 23:59:59`)],
  ['year first with a T', (year, isFirst) => `${year}-${isFirst ? '01-01T00:00:00' : '12-31T23:59:59'}`],
  ['year first with a blank', (year, isFirst) => `${year}-${isFirst ? '01-01 00:00:00' : '12-31 23:59:59'}`],
]

describe.each(layouts)(
  'a year that means "not set", or is far away, is not a time: %s',
  (_layout, written) => {
    test.each(['0000', '0001', '1753', '1900', '1970', '2000', '2009', '2100', '9999'])('%s', (year) => {
      expect(readTime(written(year, true))).toBeUndefined()
      expect(readTime(written(year, false))).toBeUndefined()
    })

    test('2010 and 2099 are', () => {
      expect(readTime(written('2010', true))).toBe('2010-01-01T00:00:00.000Z')
      expect(readTime(written('2099', false))).toBe('2099-12-31T23:59:59.000Z')
    })
  },
)

test.each([
  ['2009-12-31T23:00:00-01:00', '2010-01-01T00:00:00.000Z'],
  ['2010-01-01T00:59:59.999+01:00', undefined],
  ['2100-01-01T00:59:59.999+01:00', '2099-12-31T23:59:59.999Z'],
  ['2099-12-31T23:00:00-01:00', undefined],
  ['0001-01-01T00:00:00+14:00', undefined],
  ['9999-12-31T23:59:59-01:00', undefined],
])('the year is that of UTC: %s', (text, instant) => {
  expect(readTime(text)).toBe(instant)
})
