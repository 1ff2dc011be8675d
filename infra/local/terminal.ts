import { relative } from 'node:path'
import { styleText } from 'node:util'
import { outputs, stackName } from '../../shared/runtime/names.ts'
import type { Remainder } from './drain.ts'
import type { Answered } from './gateway.ts'
import type { LocalStack } from './stack.ts'

type Style = Parameters<typeof styleText>[0]

/** Text in a colour where standard output is a terminal that shows colours, else as it is. */
const paint = (style: Style, text: string) => styleText(style, text, { stream: process.stdout })

/** CommBox's documented example of a submitted satisfaction survey: the shortest that becomes a row. */
const example = {
  path: '/Satisfaction/OnSubmit',
  body: { payload: { Score: '50', Description: 'good', ObjectId: '3377699720568738' } },
}

/** What is printed once the stack serves: URLs to paste, a command to try, where things are, how to stop. */
export function readyText(stack: LocalStack, seconds: number): string {
  const webhookUrl = stack.outputs[stackName][outputs.webhookUrl] ?? stack.url
  const query = `?token=${stack.token}`
  const paths = new Set(
    stack.routes.filter((key) => key.startsWith('POST ')).map((key) => key.slice('POST '.length)),
  )
  const urls = [...paths].map((path) => `  ${paint('cyan', `${stack.url}${path}${query}`)}`)
  const curl =
    `curl -sS -H 'content-type: application/json' -d '${JSON.stringify(example.body)}' ` +
    `'${webhookUrl}${example.path}${query}'`
  return [
    `${paint(['bold', 'green'], 'Ready')} in ${seconds.toFixed(1)} s. CommBox posts to one of these:`,
    '',
    ...urls,
    '',
    'Try one of its documented examples:',
    '',
    `  ${curl}`,
    '',
    `Console  ${paint('cyan', `${stack.url}/`)}`,
    `Outputs  ${shown(stack.outputsFile)}`,
    `Logs     ${shown(stack.logFile)}`,
    `${paint('bold', 'Ctrl-C')} stops; the tables stay.`,
    '',
  ].join('\n')
}

/** One line for one request: time, method, path without its query, status, delivery id. */
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

export function errorLine(line: string): string {
  return paint('red', line)
}

/** What a stop leaves behind, one line for each queue; empty where nothing is lost. */
export function remainderLines(remainders: readonly Remainder[]): string[] {
  return remainders.map(({ queue, messages, isDeadLetter }) => {
    const count = messages === 1 ? '1 message' : `${messages} messages`
    const why = isDeadLetter ? 'could not be processed' : 'could not be processed in time'
    return `${queue}: ${count} ${why}, and queues are in memory only: lost.`
  })
}

function shown(path: string): string {
  const near = relative(process.cwd(), path)
  return near.startsWith('..') ? path : near
}
