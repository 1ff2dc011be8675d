import { type Command, InvalidArgumentError } from 'commander'
import { boundsOf, dayKey, monthKey } from '../../../shared/client/instant.ts'
import { endsOf } from '../../../shared/client/span.ts'
import { UsageError } from '../errors.ts'
import type { Io } from '../terminal/io.ts'

export type SpanOptions = { from?: string; to?: string }

/** Adds `--from` and `--to`, which mean the same in every command: both ends are included, a date is the whole day. */
export function withSpan(command: Command): Command {
  return command
    .option('--from <time>', 'first day or time, such as 2026-11-24 or 2026-11-24T08:15', readTime)
    .option('--to <time>', 'last day or time, included', readTime)
}

/** Checks that a span does not end before it starts. @throws UsageError */
export function checkSpan(span: SpanOptions): void {
  const { from = '', to = '~' } = endsOf(span)
  if (from > to) throw new UsageError('--from is after --to')
}

/** Reads a day (`YYYY-MM-DD`). */
export const readDay = checked(dayKey)

/** Reads a month (`YYYY-MM`). */
export const readMonth = checked(monthKey)

/** Reads a day or a time. */
export const readTime = checked(boundsOf)

/** Returns today's UTC day. */
export function today({ now }: Pick<Io, 'now'>): string {
  return now().toISOString().slice(0, 10)
}

/** Returns a reader of an argument that `check` accepts; its RangeError becomes the command's message. */
function checked(check: (text: string) => unknown) {
  return (text: string): string => {
    try {
      check(text)
      return text
    } catch (error) {
      if (error instanceof RangeError) throw new InvalidArgumentError(`${error.message}.`)
      throw error
    }
  }
}
