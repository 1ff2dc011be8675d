import { relative } from 'node:path'
import { outputs, stackName } from '../../shared/runtime/names.ts'
import type { LocalStack } from './stack.ts'
import { paint } from './terminal.ts'

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
    `${paint('bold', 'Ctrl-C')} stops the stack. What was posted stays, personal data included, until npm start -- --fresh.`,
    '',
  ].join('\n')
}

/** A path relative to the working directory if it is below that. */
function shown(path: string): string {
  const near = relative(process.cwd(), path)
  return near.startsWith('..') ? path : near
}
