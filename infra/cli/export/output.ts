import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import * as v from 'valibot'
import { CommandError } from '../errors.ts'
import type { Io } from '../terminal/io.ts'

const checkpointSchema = v.object({
  /** What is exported, so that another export does not go on here. */
  of: v.string(),
  /** The key of the last item that was read, by its attributes, which are texts. */
  position: v.record(v.string(), v.string()),
  rows: v.number(),
  /** Of the file. What is behind them was written after the position was. */
  bytes: v.number(),
})
type Checkpoint = v.InferOutput<typeof checkpointSchema>

/** Where an export goes. */
export type Output = {
  /** Where an earlier run has stopped. */
  start?: Pick<Checkpoint, 'position' | 'rows'>
  write(text: string): Promise<void>
  /** Everything up to here is written. */
  reached(position: Record<string, string>, rows: number): Promise<void>
  /** There is no more. */
  finish(): Promise<void>
  close(): Promise<void>
}

export function standardOutput(io: Io): Output {
  return {
    async write(text) {
      if (text !== '') io.out(text.replace(/\n$/, ''))
    },
    async reached() {},
    async finish() {},
    async close() {},
  }
}

/**
 * A file that is written, or gone on with.
 *
 * @param of what is exported
 * @throws CommandError where the file exists and is not the beginning of the same export
 */
export async function fileOutput(file: string, of: string): Promise<Output> {
  const positionFile = `${file}.position`
  const checkpoint = existsSync(positionFile) ? readCheckpoint(positionFile) : undefined
  if (checkpoint && checkpoint.of !== of) throw new CommandError(`${file} is the beginning of another export`)
  const handle = await opened(file, checkpoint)
  let bytes = checkpoint?.bytes ?? 0
  return {
    ...(checkpoint ? { start: checkpoint } : {}),
    async write(text) {
      const data = Buffer.from(text)
      await handle.write(data, 0, data.length, bytes)
      bytes += data.length
    },
    async reached(position, rows) {
      const reached: Checkpoint = { of, position, rows, bytes }
      writeFileSync(positionFile, JSON.stringify(reached), { mode: 0o600 })
    },
    async finish() {
      rmSync(positionFile, { force: true })
    },
    close: () => handle.close(),
  }
}

function readCheckpoint(file: string): Checkpoint {
  try {
    return v.parse(checkpointSchema, JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    throw new CommandError(`${file} cannot be read: remove it and the export, and begin anew`)
  }
}

async function opened(file: string, checkpoint: Checkpoint | undefined): Promise<FileHandle> {
  try {
    // Customers' data: for the eyes of whoever exports it.
    const handle = await open(file, checkpoint ? 'r+' : 'wx', 0o600)
    await handle.truncate(checkpoint?.bytes ?? 0)
    return handle
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'EEXIST') throw new CommandError(`${file} exists already: name another file`)
    throw new CommandError(`${file} cannot be written (${String(code)})`)
  }
}
