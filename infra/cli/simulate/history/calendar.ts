const [minute, hour, day] = [60_000, 3_600_000, 86_400_000]

/** Working days are Sunday to Thursday, from 8:00 to 18:00. */
const [opens, closes] = [8 * hour, 18 * hour]
const lastWorkingDay = 4

/** Days and office hours in a time zone. Instants are milliseconds since 1970. */
export type Calendar = {
  /** The day of an instant, `YYYY-MM-DD`. */
  dayOf(instant: number): string
  /** The Monday of its week. */
  weekOf(instant: number): string
  /** The instant itself if the office is open, else the next time that it opens. */
  officeTime(instant: number): number
}

export function calendarOf(timeZone: string): Calendar {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    ...({ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' } as const),
  })
  const offsets = new Map<number, number>()
  /** What a clock in the zone shows, as if it were UTC. Zones change by whole quarters of an hour. */
  const local = (instant: number): number => {
    const quarter = instant - (instant % (15 * minute))
    let offset = offsets.get(quarter)
    if (offset === undefined) {
      offset = Date.parse(`${format.format(quarter).replace(', ', 'T')}:00Z`) - quarter
      offsets.set(quarter, offset)
    }
    return instant + offset
  }
  const textOf = (shown: number) => new Date(shown).toISOString().slice(0, 10)
  return {
    dayOf: (instant) => textOf(local(instant)),
    weekOf: (instant) => {
      const shown = local(instant)
      return textOf(shown - ((new Date(shown).getUTCDay() + 6) % 7) * day)
    },
    officeTime(instant) {
      const shown = local(instant)
      const clock = shown % day
      const isWorkingDay = new Date(shown).getUTCDay() <= lastWorkingDay
      if (isWorkingDay && clock >= opens && clock < closes) return instant
      let opening = shown - clock + opens
      if (clock >= opens) opening += day
      while (new Date(opening).getUTCDay() > lastWorkingDay) opening += day
      return instant + opening - shown
    },
  }
}
