import { relative } from 'node:path'
import { styleText } from 'node:util'
import { outputs, stackName } from '../../shared/runtime/names.ts'
import type { Remainder } from './drain.ts'
import type { Answered } from './gateway.ts'
import type { LocalStack } from './stack.ts'

type Style = Parameters<typeof styleText>[0]

/** Styles a text if standard output is a terminal that shows colours. */
const paint = (style: Style, text: string) => styleText(style, text, { stream: process.stdout })

/** CommBox's documented example of a submitted satisfaction survey: its shortest webhook. */
const example = {
  path: '/Satisfaction/OnSubmit',
  body: { payload: { Score: '50', Description: 'good', ObjectId: '3377699720568738' } },
}

/** The text to print when the stack is ready: the webhook URLs, a command to try, where things are, how to stop. */
export function readyText(stack: LocalStack, seconds: number): string {
  const webhookUrl = stack.outputs[stackName][outputs.webhookUrl] ?? stack.url
  const query = `?token=${stack.token}`
  const paths = ['', '/{entity}', '/{entity}/{trigger}']
  const urls = paths.map((path) => `  ${paint('cyan', `${webhookUrl}${path}${query}`)}`)
  const curl =
    `curl -sS -H 'content-type: application/json' -d '${JSON.stringify(example.body)}' ` +
    `'${webhookUrl}${example.path}${query}'`
  return [
    `${paint(['bold', 'green'], 'Ready')} in ${seconds.toFixed(1)} s. Post webhooks to:`,
    '',
    ...urls,
    '',
    "Try one of CommBox's documented examples:",
    '',
    `  ${curl}`,
    '',
    `Console  ${paint('cyan', `${stack.url}/`)}`,
    `Outputs  ${shown(stack.outputsFile)}`,
    `Logs     ${shown(stack.logFile)}`,
    `${paint('bold', 'Ctrl-C')} stops the stack. The tables keep their data.`,
    '',
  ].join('\n')
}

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

/** The lines to print for messages that a stop discards, one for each queue. Empty if there are none. */
export function remainderLines(remainders: readonly Remainder[]): string[] {
  return remainders.map(({ queue, messages, isDeadLetter }) => {
    const count = messages === 1 ? '1 message' : `${messages} messages`
    const why = isDeadLetter ? 'could not be processed' : 'could not be processed in time'
    return `${queue}: lost ${count} that ${why}. Local queues are in memory only.`
  })
}

/** A path relative to the working directory if it is below that. */
function shown(path: string): string {
  const near = relative(process.cwd(), path)
  return near.startsWith('..') ? path : near
}
