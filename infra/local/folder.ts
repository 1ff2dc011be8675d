import { createHash, randomBytes } from 'node:crypto'
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
import { dirname, join } from 'node:path'
import { LocalError, messageOf } from './local-error.ts'

/** The folder of a local stack, held by this process alone. */
export type Folder = { path: string; release(): Promise<void> }

/**
 * Makes the folder where it is missing and takes hold of it. Throws a LocalError where it cannot be written to,
 * or belongs to another local stack that is running.
 */
export async function openFolder(path: string): Promise<Folder> {
  try {
    makeFolder(path)
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    throw new LocalError(
      `The folder ${path} cannot be written to: ${codeOf(error)}. COMMBOX_LOCAL_DIR names another.`,
    )
  }
  const lock = await takeLock(realpathSync(path), path)
  return {
    path,
    release: () => new Promise((resolve) => (lock ? lock.close(() => resolve()) : resolve())),
  }
}

/** Step by step: Node's own recursion never ends where the system answers "no such thing" to any name, as in /proc. */
function makeFolder(path: string): void {
  if (existsSync(path)) return
  if (dirname(path) !== path) makeFolder(dirname(path))
  mkdirSync(path, { mode: 0o700 })
}

/**
 * An abstract socket named after the folder is the lock: unlike a file it cannot outlive its process, whatever
 * ends that. Only Linux has them; elsewhere the database of the tables refuses a second owner.
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
            ? `A local stack is running in ${shown} already: stop it, or give this one another COMMBOX_LOCAL_DIR.`
            : `The folder ${shown} cannot be locked: ${messageOf(error)}`,
        ),
      ),
    )
    lock.listen(`\0commbox-webhooks-${name}`, () => resolve(lock))
  })
}

/** The folder's token, made at the first start: 32 random bytes in base64url, readable by its owner only. */
export function localToken(folder: Folder): string {
  const file = join(folder.path, 'token')
  const existing = readIfThere(file)
  if (existing === undefined) {
    const token = randomBytes(32).toString('base64url')
    writePrivately(file, `${token}\n`)
    return token
  }
  const token = existing.trim()
  if (!/^[\w-]{43}$/.test(token))
    throw new LocalError(`${file} holds no token: remove it, and a new one is made.`)
  chmodSync(file, 0o600)
  return token
}

/** What a token is known by to the stack: `<label>:<SHA-256 in hex>`. */
export function labelledHash(label: string, token: string): string {
  return `${label}:${createHash('sha256').update(token).digest('hex')}`
}

/** Writes a file that its owner alone can read, whole or not at all. */
export function writePrivately(file: string, text: string): void {
  const draft = `${file}.new`
  try {
    writeFileSync(draft, text, { mode: 0o600 })
    renameSync(draft, file)
  } catch (error) {
    throw new LocalError(`${file} cannot be written: ${codeOf(error)}`)
  }
}

function readIfThere(file: string): string | undefined {
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
