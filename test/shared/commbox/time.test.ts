import { expect, test } from 'vitest'
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
  ['a year that no longer sorts as text', '9999-12-31T23:59:59-01:00'],
  ['one digit', '9-6-2024 7:28:47'],
  ['two digits of a year', '09-06-24 07:28:47'],
  ['a date alone', '2024-06-09'],
  ['mixed separators', '09/06-2024 07:28:47'],
  ['more behind it', '09-06-2024 07:28:47 PM'],
  ['two times', '09-06-2024 07:28:47\n09-06-2024 07:28:47'],
  ['other digits', '٠٩-٠٦-٢٠٢٤ ٠٧:٢٨:٤٧'],
  ['seconds since 1970', '1717918127'],
  ['blanks', '   '],
  ['nothing', ''],
  ['words', 'yesterday'],
])('%s is no time', (_why, text) => {
  expect(readTime(text)).toBeUndefined()
})
