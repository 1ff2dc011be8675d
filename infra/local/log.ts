import { createWriteStream } from 'node:fs'

/** Where the functions' logs go, and what of them a person at the terminal sees. */
export type Log = {
  /** One line that a function wrote. */
  output(name: string, line: string, isError: boolean): void
  /** Something went wrong: one line for the log, and one for the person. */
  error(name: string, message: string): void
  close(): Promise<void>
}

const shown = 300

/** Writes the functions' output to `file`, begun anew, and calls `onError` with each error in it as one line. */
export function openLog(file: string, onError: (line: string) => void): Log {
  const stream = createWriteStream(file, { mode: 0o600 })
  stream.on('error', (error) => onError(`${file} cannot be written: ${error.message}`))

  const write = (name: string, text: string) =>
    stream.write(`${new Date().toISOString()} ${name} ${text.replaceAll('\n', '\n  ')}\n`)
  const show = (name: string, message: string) => {
    const [first = ''] = message.split('\n')
    onError(`${name}  ${first.length > shown ? `${first.slice(0, shown)}…` : first}`)
  }
  return {
    output(name, line, isError) {
      write(name, line)
      const message = errorIn(line, isError)
      if (message !== undefined) show(name, message)
    },
    error(name, message) {
      write(name, message)
      show(name, message)
    },
    close: () => new Promise((resolve) => stream.end(() => resolve())),
  }
}

/**
 * The message of a log line that tells of an error: a line of JSON by its level, another by the stream it came on.
 * The indented lines of a stack trace and Node's own warnings are none.
 */
function errorIn(line: string, isError: boolean): string | undefined {
  if (!line.startsWith('{')) return isError && /^(?!\s|\(node:|\(Use )./.test(line) ? line : undefined
  try {
    const entry: { level?: unknown; message?: unknown } = JSON.parse(line)
    if (!/^(error|fatal|critical)$/i.test(String(entry.level))) return undefined
    return typeof entry.message === 'string' ? entry.message : line
  } catch {
    return isError ? line : undefined
  }
}
