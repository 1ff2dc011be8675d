import { styleText } from 'node:util'

/** What a command reads and writes besides files and the network, and its clock. Tests pass their own. */
export type Io = {
  /** Writes a line of the result. */
  out(line: string): void
  /** Writes a line of an error or of advice. */
  err(line: string): void
  /** Writes to the terminal without ending the line; absent if standard error is not a terminal. */
  live?: (text: string) => void
  /** Reads standard input to its end; absent if it is a terminal. */
  input?: () => Promise<Uint8Array>
  /** Asks a question and resolves to what was typed; absent if nobody can answer. */
  ask?: (question: string) => Promise<string>
  /**
   * Calls the listener on Ctrl-C, instead of ending the process, until the returned function is called. A second
   * Ctrl-C, more than a second later, ends the process.
   */
  onInterrupt?: (listener: () => void) => () => void
  /** Returns the time of which "today" is the day. */
  now(): Date
  /** Resolves after so many milliseconds. */
  wait(milliseconds: number): Promise<void>
  /** Whether the result goes to a terminal that has colours. */
  colours: boolean
  /** How many cells a line of that terminal has; absent if the result goes elsewhere. */
  width?: number
  env: Readonly<Record<string, string | undefined>>
}

/** Styles a text if colours are shown. */
export function paint(io: Io, style: Parameters<typeof styleText>[0], text: string): string {
  return io.colours ? styleText(style, text, { validateStream: false }) : text
}

const eraseLine = '\r\u001b[2K'

/** Shows one line on the terminal that is overwritten while a command works. In a pipe it shows nothing. */
export function progress(io: Io) {
  return {
    show: (text: string) => io.live?.(`${eraseLine}${text}`),
    clear: () => io.live?.(eraseLine),
  }
}
