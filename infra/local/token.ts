import { createHash, randomBytes } from 'node:crypto'
import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { type Folder, readIfThere, tokenFile, writePrivately } from './folder.ts'
import { LocalError } from './local-error.ts'

/**
 * Returns the token of a local stack: 32 random bytes in base64url. The first start creates it, in a file that only its
 * owner can read.
 *
 * @throws LocalError if the file holds something else
 */
export function localToken(folder: Folder): string {
  const file = join(folder.path, tokenFile)
  const existing = readIfThere(file)
  if (existing === undefined) {
    const token = randomBytes(32).toString('base64url')
    writePrivately(file, `${token}\n`)
    return token
  }
  const token = existing.trim()
  if (!/^[\w-]{43}$/.test(token))
    throw new LocalError(`${file} does not hold a token. Delete it: the next start creates a new one.`)
  chmodSync(file, 0o600)
  return token
}

/** The hash of a token as the stack is configured with it: `<label>:<SHA-256 in hex>`. */
export function labelledHash(label: string, token: string): string {
  return `${label}:${createHash('sha256').update(token).digest('hex')}`
}
