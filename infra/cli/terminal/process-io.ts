import { createInterface } from 'node:readline'
import { buffer } from 'node:stream/consumers'
import { setTimeout } from 'node:timers/promises'
import type { Io } from './io.ts'
import { onInterrupt } from './on-interrupt.ts'
import { wrapLines } from './width.ts'

/** The process's own streams and environment. */
export const processIo: Io = {
  out: (line) => void process.stdout.write(`${line}\n`),
  err: (line) => void process.stderr.write(`${inTerminal(line)}\n`),
  ...(process.stdout.isTTY ? { width: process.stdout.columns } : {}),
  ...(process.stderr.isTTY ? { live: (text) => void process.stderr.write(text) } : {}),
  ...(process.stdin.isTTY ? {} : { input: () => buffer(process.stdin) }),
  ...(process.stdin.isTTY && process.stderr.isTTY ? { ask } : {}),
  onInterrupt,
  now: () => new Date(),
  wait: (milliseconds) => setTimeout(milliseconds),
  colours: process.stdout.isTTY && process.env.NO_COLOR === undefined && process.env.TERM !== 'dumb',
  env: process.env,
}

/** Breaks advice and errors at blanks, where a terminal would break words. */
function inTerminal(text: string): string {
  const { isTTY, columns } = process.stderr
  return isTTY ? wrapLines(text, columns) : text
}

function ask(question: string): Promise<string> {
  // Not in terminal mode: Ctrl-C at a question then ends the process, as at any time before something is written.
  const lines = createInterface({ input: process.stdin, output: process.stderr, terminal: false })
  return new Promise((resolve) => {
    lines.once('close', () => resolve(''))
    lines.question(question, (answer) => {
      resolve(answer)
      lines.close()
    })
  })
}
