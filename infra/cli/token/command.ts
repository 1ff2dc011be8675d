import { createHash, randomBytes } from 'node:crypto'
import type { Command } from 'commander'
import { InvalidArgumentError } from 'commander'
import type { Io } from '../terminal/io.ts'

const help = `
The token goes into the URLs that CommBox calls; the stack knows only its hash.
Two labels in a stage's list are two tokens that work at the same time: add the
new one, change the URLs in CommBox, take out the old.

Example:
  npm run commbox -- token commbox-2026`

/** `token`: a new token of 256 bits, printed this once, and its hash in the two forms in which it is used. */
export function addToken(program: Command, io: Io): void {
  program
    .command('token')
    .description('make a token, and its hash for the stage')
    .argument('<label>', 'a name for it, in letters, digits and dashes; it appears in logs', readLabel)
    .addHelpText('after', help)
    .action((label: string) => {
      const token = newToken()
      const sha256 = createHash('sha256').update(token).digest('hex')
      io.out(`Token (shown this once; keep it where your passwords are):

  ${token}

Its hash, for the stage's list in infra/stages.ts:

  { label: '${label}', sha256: '${sha256}' },

or on the command line of cdk synth and cdk deploy:

  -c tokenHash=${label}:${sha256}`)
    })
}

/** 256 random bits. Never with a dash in front, which a command line would take for an option. */
function newToken(): string {
  const token = randomBytes(32).toString('base64url')
  return token.startsWith('-') ? newToken() : token
}

/** A label stands in the template and in logs: nothing in it may need quoting. */
function readLabel(text: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/.test(text)) return text
  throw new InvalidArgumentError('A label is made of letters, digits and dashes, 64 at most.')
}
