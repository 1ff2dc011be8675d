import { createWriteStream } from 'node:fs'

/** The functions' log. Errors in it are shown on the terminal as well. */
export type Log = {
  /** Writes a line of a function's output. `isError` says whether it came on standard error. */
  output(name: string, line: string, isError: boolean): void
  /** Writes an error to the log, and shows its first line. */
  error(name: string, message: string): void
  close(): Promise<void>
}

/** The longest part of an error that is shown, in characters. */
const longestShown = 300

/** Writes the functions' output to `file`, which it empties first. Calls `onError` with one line for each error in it. */
export function openLog(file: string, onError: (line: string) => void): Log {
  const stream = createWriteStream(file, { mode: 0o600 })
  stream.on('error', (error) => onError(`${file} cannot be written: ${error.message}`))

  const write = (name: string, text: string) =>
    stream.write(`${new Date().toISOString()} ${name} ${text.replaceAll('\n', '\n  ')}\n`)
  const show = (name: string, message: string) => {
    const [first = ''] = message.split('\n')
    onError(`${name}  ${first.length > longestShown ? `${first.slice(0, longestShown)}…` : first}`)
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
 * Returns the message of a log line that reports an error, else undefined. A line of JSON is one by its level, any other
 * line by its stream, except for the indented lines of a stack trace and Node's warnings.
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
