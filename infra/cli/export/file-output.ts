import { type FileHandle, open } from 'node:fs/promises'
import * as v from 'valibot'
import { systemCode } from '../../deployment/errors.ts'
import { CommandError } from '../errors.ts'
import { checkpointFile, position } from '../long-running/checkpoint.ts'
import type { Output } from './output.ts'

const checkpointSchema = v.object({
  /** Which export it is, so that another one does not continue its file. */
  of: v.string(),
  position,
  /** The columns that the file begins with. */
  columns: v.array(v.string()),
  rows: v.number(),
  /** Length of the file. What follows was written after the checkpoint. */
  bytes: v.number(),
})
/** How far an export into a file came. */
export type Checkpoint = v.InferOutput<typeof checkpointSchema>

/**
 * Writes a new file, or continues one that was interrupted.
 *
 * @param of which export it is
 * @param isForced whether a file that exists is replaced
 * @throws CommandError if the file exists and is not the beginning of the same export
 */
export async function fileOutput(file: string, of: string, isForced = false): Promise<Output> {
  const checkpoint = checkpointFile(
    `${file}.position`,
    checkpointSchema,
    'remove it and the export, and export again',
  )
  const begun = checkpoint.read()
  const start = begun?.of === of || !isForced ? begun : undefined
  if (start && start.of !== of && !isForced) {
    throw new CommandError(`${file} is the beginning of another export: pass --force to replace it`)
  }
  const handle = await openFile(file, start, isForced)
  let bytes = start?.bytes ?? 0
  return {
    ...(start ? { start } : {}),
    async write(text) {
      const data = Buffer.from(text)
      await handle.write(data, 0, data.length, bytes)
      bytes += data.length
    },
    async reached(position, rows, columns) {
      checkpoint.write({ of, position, columns, rows, bytes })
    },
    async finish() {
      checkpoint.remove()
    },
    close: () => handle.close(),
  }
}

async function openFile(file: string, start: Checkpoint | undefined, isForced: boolean): Promise<FileHandle> {
  try {
    // Customers' data: only the user who exports it can read the file.
    const handle = await open(file, start ? 'r+' : isForced ? 'w' : 'wx', 0o600)
    await handle.chmod(0o600)
    await handle.truncate(start?.bytes ?? 0)
    return handle
  } catch (error) {
    const code = systemCode(error)
    if (code === 'EEXIST') throw new CommandError(`${file} exists already: pass --force to replace it`)
    throw new CommandError(`${file} cannot be written (${String(code)}): check its folder`)
  }
}
