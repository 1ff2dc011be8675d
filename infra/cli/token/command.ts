import { createHash, randomBytes } from 'node:crypto'
import type { Command } from 'commander'
import { InvalidArgumentError } from 'commander'
import type { Io } from '../terminal/io.ts'
import { type JsonOptions, printJson, withJson } from '../terminal/json.ts'

const help = `
The token goes into the URLs that CommBox calls; the stack has only its hash.
Two labels in a stage's list are two tokens that work at the same time: add the
new one, change the URLs in CommBox, remove the old one.

Example:
  npm run commbox -- token commbox-2026`

/** `token`: a new token of 256 bits, printed only once, and its hash in both forms in which it is used. */
export function define(command: Command, io: Io): void {
  withJson(command)
    .argument('<label>', 'a name for it, of letters, digits and dashes; it appears in logs', readLabel)
    .addHelpText('after', help)
    .action((label: string, { json }: JsonOptions) => {
      const token = newToken()
      const sha256 = createHash('sha256').update(token).digest('hex')
      if (json) return printJson(io, [{ label, token, sha256 }])
      io.out(`Token (shown only once; keep it where you keep passwords):

  ${token}

Its hash, for the stage's list in infra/stages.ts:

  { label: '${label}', sha256: '${sha256}' },

or on the command line of cdk synth and cdk deploy:

  -c tokenHash=${label}:${sha256}`)
    })
}

/** Returns 256 random bits, without a dash in front, which a command line would take for an option. */
function newToken(): string {
  const token = randomBytes(32).toString('base64url')
  return token.startsWith('-') ? newToken() : token
}

/** Reads a label. It goes into the template and the logs, so that it must not need quoting. */
function readLabel(text: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/.test(text)) return text
  throw new InvalidArgumentError('A label is made of letters, digits and dashes, at most 64.')
}
