import { InvalidArgumentError } from 'commander'

/** A day or an instant, as it is typed; the instant in ISO 8601 UTC. */
export function readTime(text: string): string {
  const time = new Date(text)
  const isTime = /^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(time.getTime())
  if (!isTime) throw new InvalidArgumentError('A time is written YYYY-MM-DD, or YYYY-MM-DDTHH:MM:SSZ.')
  return time.toISOString()
}
