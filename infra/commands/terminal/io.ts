import { styleText } from 'node:util'

/** What a command reads and writes besides files and the network. Tests give their own. */
export type Io = {
  /** Writes a line of the result. */
  out(line: string): void
  /** Writes a line of error or advice. */
  err(line: string): void
  /** Writes to the terminal without ending the line; absent where standard error is no terminal. */
  live?: (text: string) => void
  /** Whether the result goes to a terminal that shows colours. */
  colours: boolean
  env: Readonly<Record<string, string | undefined>>
}

/** The process's own streams and environment. */
export const processIo: Io = {
  out: (line) => void process.stdout.write(`${line}\n`),
  err: (line) => void process.stderr.write(`${line}\n`),
  ...(process.stderr.isTTY ? { live: (text) => void process.stderr.write(text) } : {}),
  colours: process.stdout.isTTY && process.env.NO_COLOR === undefined && process.env.TERM !== 'dumb',
  env: process.env,
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
