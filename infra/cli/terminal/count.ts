/** Writes a number and what it counts: `1 event`, `2 events`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}

/** Writes a duration in its two largest units: `3 d 4 h`. */
export function ageText(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000))
  const units = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ] as const
  const first = units.findIndex(([count]) => count > 0)
  return units
    .slice(first < 0 ? 3 : first, first < 0 ? 4 : first + 2)
    .filter(([count], index) => count > 0 || first < 0 || index === 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ')
}

/** `5 events in 4 lines`; without the lines if each event has one. */
export function eventCount(events: number, lines: number): string {
  if (events === 0) return 'No events'
  const count = counted(events, 'event')
  return events === lines ? count : `${count} in ${counted(lines, 'line')}`
}
