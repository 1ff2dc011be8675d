import { createHash } from 'node:crypto'
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  writeFileSync,
} from 'node:fs'
import { createServer, type Server } from 'node:net'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { LocalError, messageOf } from './local-error.ts'

/** The file of a stack's token, by which its folder is known. */
export const tokenFile = 'token'

/** The folder of a local stack, locked by this process. */
export type Folder = { path: string; release(): Promise<void> }

const project = fileURLToPath(new URL('../../', import.meta.url))

/** What a stack deletes in its folder: all of it at a start with --fresh, the build at any other. */
const deleted = ['buckets', 'cdk.out', 'queues.json', 'tables', 'tables.db']

/**
 * Creates the folder if it does not exist, allows only its owner to use it, and locks it.
 *
 * @throws LocalError if it cannot be written to, holds what is not a stack's, or another running stack has locked it
 */
export async function openFolder(path: string): Promise<Folder> {
  try {
    makeFolder(path)
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK)
    refuseForeign(path)
    // Tables hold customers' conversations, and functions run from the build.
    chmodSync(path, 0o700)
  } catch (error) {
    if (error instanceof LocalError) throw error
    throw new LocalError(
      `The folder ${path} cannot be written to: ${codeOf(error)}. Set COMMBOX_LOCAL_DIR to another.`,
    )
  }
  const lock = await takeLock(realpathSync(path), path)
  return {
    path,
    release: () => new Promise((resolve) => (lock ? lock.close(() => resolve()) : resolve())),
  }
}

/** @throws LocalError for the project, a folder that contains it, and one whose build or tables are not a stack's */
function refuseForeign(path: string): void {
  const isAround = !relative(realpathSync(path), realpathSync(project)).startsWith('..')
  // Deleting the token's file is the way to another token.
  const isOwn = [tokenFile, 'outputs.json'].some((name) => existsSync(join(path, name)))
  if (isAround || (!isOwn && deleted.some((name) => existsSync(join(path, name)))))
    throw new LocalError(
      `The folder ${path} has other content, which a stack would delete. Set COMMBOX_LOCAL_DIR to a folder of its own.`,
    )
}

/** Creates each missing folder of a path. Node's recursive mkdir never ends where mkdir always fails with ENOENT, as in /proc. */
function makeFolder(path: string): void {
  if (existsSync(path)) return
  if (dirname(path) !== path) makeFolder(dirname(path))
  mkdirSync(path, { mode: 0o700 })
}

/**
 * Locks a folder with an abstract socket named after it: unlike a file, it cannot outlive its process. Only Linux has
 * them; elsewhere the tables' database refuses a second process.
 */
async function takeLock(realPath: string, shown: string): Promise<Server | undefined> {
  if (process.platform !== 'linux') return undefined
  const name = createHash('sha256').update(realPath).digest('hex').slice(0, 32)
  const lock = createServer((socket) => socket.destroy())
  return new Promise((resolve, reject) => {
    lock.once('error', (error) =>
      reject(
        new LocalError(
          codeOf(error) === 'EADDRINUSE'
            ? `A local stack is running in ${shown} already. Stop it, or set COMMBOX_LOCAL_DIR to another folder.`
            : `The folder ${shown} cannot be locked: ${messageOf(error)}`,
        ),
      ),
    )
    lock.listen(`\0commbox-webhooks-${name}`, () => resolve(lock))
  })
}

/** Writes a file that only its owner can read, atomically. @throws LocalError */
export function writePrivately(file: string, text: string): void {
  const draft = `${file}.new`
  try {
    writeFileSync(draft, text, { mode: 0o600 })
    renameSync(draft, file)
  } catch (error) {
    throw new LocalError(`${file} cannot be written: ${codeOf(error)}`)
  }
}

/** Reads a file; returns undefined if it does not exist. @throws LocalError */
export function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw new LocalError(`${file} cannot be read: ${codeOf(error)}`)
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : messageOf(error)
}
