import type { Json } from '../../../shared/commbox/json.ts'
import { ageText } from '../terminal/count.ts'

/** `median_seconds` as people read it: `Median`. */
export function headingOf(column: string): string {
  const words = column.replace(/_seconds$/, '').replaceAll('_', ' ')
  return words.slice(0, 1).toUpperCase() + words.slice(1)
}

/** A value of a result as people read it. */
export function valueText(column: string, value: Json | undefined): string {
  if (value === null || value === undefined) return ''
  if (typeof value !== 'number') return typeof value === 'object' ? JSON.stringify(value) : String(value)
  return column.endsWith('_seconds') ? ageText(value * 1000) : value.toLocaleString('en-GB')
}
