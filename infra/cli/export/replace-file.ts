import { existsSync, renameSync, rmSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { systemCode } from '../../deployment/errors.ts'
import { CommandError } from '../errors.ts'
import type { Io } from '../terminal/io.ts'

/** Writes a new file, which only its user can read. A file that exists is replaced when the new one is whole. */
export async function replaceFile(
  file: string,
  force: true | undefined,
  text: AsyncIterable<string> | Iterable<string>,
  io: Io,
): Promise<void> {
  const unfinished = `${file}.new`
  const handle = await openNew(file, unfinished, force)
  try {
    for await (const piece of text) await handle.write(piece)
    await handle.close()
    renameSync(unfinished, file)
  } finally {
    await handle.close().catch(() => {})
    rmSync(unfinished, { force: true })
  }
  io.err(`written to ${file}`)
}

/** Opens the file beside it in which a new one is written. @throws CommandError if it exists, or cannot be written */
export async function openNew(
  file: string,
  unfinished: string,
  force: true | undefined,
): Promise<FileHandle> {
  if (!force && existsSync(file)) throw new CommandError(`${file} exists already: pass --force to replace it`)
  try {
    return await open(unfinished, 'w', 0o600)
  } catch (error) {
    throw new CommandError(`${file} cannot be written (${String(systemCode(error))}): check its folder`)
  }
}
