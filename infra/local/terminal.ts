import { styleText } from 'node:util'
import type { Remainder } from './drain.ts'
import type { Answered } from './gateway.ts'

type Style = Parameters<typeof styleText>[0]

/** Styles a text if standard output is a terminal that shows colours. */
export const paint = (style: Style, text: string) => styleText(style, text, { stream: process.stdout })

/** The line to print for a request: time, method, path without its query, status, request id. */
export function requestLine({ time, method, path, status, requestId }: Answered, timeZone: string): string {
  const clock = time.toLocaleTimeString('en-GB', { timeZone })
  const colour: Style = status < 300 ? 'green' : status < 500 ? 'yellow' : 'red'
  return [
    paint('dim', clock),
    method.padEnd(4),
    path,
    paint(colour, String(status)),
    paint('dim', requestId),
  ].join('  ')
}

/** A line about an error, in red. */
export function errorLine(line: string): string {
  return paint('red', line)
}

/** The lines to print for messages that a stop leaves for the next start, one for each queue. */
export function remainderLines(remainders: readonly Remainder[]): string[] {
  return remainders.map(({ queue, messages, isDeadLetter }) => {
    const count = messages === 1 ? '1 message' : `${messages} messages`
    const why = isDeadLetter ? 'could not be processed' : 'could not be processed in time'
    return `${queue}: ${count} ${why}, kept for the next start.`
  })
}
