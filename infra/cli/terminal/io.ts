import { createInterface } from 'node:readline'
import { styleText } from 'node:util'

/** What a command reads and writes besides files and the network, and its clock. Tests give their own. */
export type Io = {
  /** Writes a line of the result. */
  out(line: string): void
  /** Writes a line of error or advice. */
  err(line: string): void
  /** Writes to the terminal without ending the line; absent where standard error is no terminal. */
  live?: (text: string) => void
  /** Asks a question, and gives what was typed; absent where nobody is there to answer. */
  ask?: (question: string) => Promise<string>
  /**
   * Hears of Ctrl-C instead of being ended by it, until the function that is returned is called. Whoever insists,
   * a second later or more, ends the process all the same.
   */
  onInterrupt?: (listener: () => void) => () => void
  /** Gives the time that "today" is derived from. */
  now(): Date
  /** Whether the result goes to a terminal that shows colours. */
  colours: boolean
  env: Readonly<Record<string, string | undefined>>
}

/** The process's own streams and environment. */
export const processIo: Io = {
  out: (line) => void process.stdout.write(`${line}\n`),
  err: (line) => void process.stderr.write(`${line}\n`),
  ...(process.stderr.isTTY ? { live: (text) => void process.stderr.write(text) } : {}),
  ...(process.stdin.isTTY && process.stderr.isTTY ? { ask } : {}),
  onInterrupt,
  now: () => new Date(),
  colours: process.stdout.isTTY && process.env.NO_COLOR === undefined && process.env.TERM !== 'dumb',
  env: process.env,
}

function ask(question: string): Promise<string> {
  // Not as a terminal: Ctrl-C at a question ends the process, as at any other time before something is written.
  const lines = createInterface({ input: process.stdin, output: process.stderr, terminal: false })
  return new Promise((resolve) => {
    lines.once('close', () => resolve(''))
    lines.question(question, (answer) => {
      resolve(answer)
      lines.close()
    })
  })
}

/** How long a signal is taken for the same: npm passes on what the terminal has sent already. */
const oneSignal = 1000

function onInterrupt(listener: () => void): () => void {
  let first: number | undefined
  const heard = () => {
    first ??= Date.now()
    if (Date.now() - first > oneSignal) process.exit(130)
    listener()
  }
  const signals = ['SIGINT', 'SIGTERM'] as const
  for (const signal of signals) process.on(signal, heard)
  return () => {
    for (const signal of signals) process.off(signal, heard)
  }
}

/** The text in a style where colours are shown, else as it is. */
export function paint(io: Io, style: Parameters<typeof styleText>[0], text: string): string {
  return io.colours ? styleText(style, text, { validateStream: false }) : text
}

const eraseLine = '\r\u001b[2K'

/** A line on the terminal that is written over while work goes on. In a pipe it is nothing. */
export function progress(io: Io) {
  return {
    show: (text: string) => io.live?.(`${eraseLine}${text}`),
    clear: () => io.live?.(eraseLine),
  }
}
