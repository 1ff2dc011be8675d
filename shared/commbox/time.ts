/** `09-06-2024 07:28:47`: day, month, year. */
const dayFirst = /^(\d\d)-(\d\d)-(\d{4})[ T](\d\d):(\d\d):(\d\d)$/
/** `06/09/2024 11:55:00`: month, day, year. */
const monthFirst = /^(\d\d)\/(\d\d)\/(\d{4})[ T](\d\d):(\d\d):(\d\d)$/
/** `2024-06-02T15:47:50` and `2024-09-23 12:39:11`, with or without fractions and a zone. */
const yearFirst = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:?\d\d)?$/

/**
 * Reads a time in any of CommBox's four layouts; without a zone it is UTC (CommBox's API documentation).
 *
 * @returns the instant in ISO 8601 UTC with milliseconds; undefined if the text is not such a time,
 * or is in a year before 2010 or from 2100 on
 */
export function readTime(text: string): string | undefined {
  const trimmed = text.trim()
  const match =
    dayFirst.exec(trimmed) ?? swap(monthFirst.exec(trimmed)) ?? yearToBack(yearFirst.exec(trimmed))
  if (match === null) return undefined
  const [, day, month, year, ...time] = match
  const [hour, minute, second, fraction = '', zone = 'Z'] = time
  const local = `${year}-${month}-${day}T${hour}:${minute}:${second}`
  const wanted = `${local}.${fraction.slice(0, 3).padEnd(3, '0')}`
  const instant = new Date(`${wanted}${zone}`)
  // Date turns 31 February into March: only a date that reads back as written exists.
  const asWritten = new Date(`${wanted}Z`)
  if (Number.isNaN(asWritten.getTime())) return undefined
  return asWritten.toISOString().startsWith(local) && isPlausible(instant) ? instant.toISOString() : undefined
}

function swap(match: RegExpExecArray | null) {
  return match && [match[0], match[2], match[1], ...match.slice(3)]
}

function yearToBack(match: RegExpExecArray | null) {
  return match && [match[0], match[3], match[2], match[1], ...match.slice(4)]
}

/** Whether a date can be meant. In software such as CommBox's the years 1, 1900 and 9999 stand for "not set". */
function isPlausible(instant: Date): boolean {
  const year = instant.getUTCFullYear()
  return year >= 2010 && year < 2100
}
