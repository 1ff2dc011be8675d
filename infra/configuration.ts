import { defaultStage, type Stage, stages, type TokenHash } from './stages.ts'

/** The stage to synthesize, complete. */
export type Configuration = Stage & { readonly name: string }

/** Something that the person at the keyboard can put right. The message is one line and says how. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError'
}

/**
 * The stage that the CDK context names: `stage` (a name in stages.ts, `dev` where absent) with the token hashes
 * of `tokenHash` (`<label>:<sha256 in hex>`, several separated by commas) added. One of a label that the stage
 * has as well takes its place.
 *
 * @throws {ConfigurationError} on an unknown stage, a hash that is none, or no hash at all.
 */
export function configurationFrom(context: { stage?: unknown; tokenHash?: unknown }): Configuration {
  const name = context.stage ?? defaultStage
  const stage = typeof name === 'string' && Object.hasOwn(stages, name) ? stages[name] : undefined
  if (typeof name !== 'string' || stage === undefined) {
    const known = Object.keys(stages).join(', ')
    throw new ConfigurationError(`There is no stage "${name}": infra/stages.ts knows ${known}.`)
  }
  const hashes = new Map([...byLabel(stage.tokenHashes), ...byLabel(parseTokenHashes(context.tokenHash))])
  if (hashes.size === 0) {
    throw new ConfigurationError(
      `Stage "${name}" lets no token in: make one with \`npm run commbox -- token <label>\` and put its hash ` +
        'into infra/stages.ts, or give it as `-c tokenHash=<label>:<hash>`.',
    )
  }
  return { ...stage, name, tokenHashes: [...hashes.values()] }
}

/** The environment's form of token hashes, which is that of the context as well. */
export function formatTokenHashes(hashes: readonly TokenHash[]): string {
  return hashes.map(({ label, sha256 }) => `${label}:${sha256}`).join(',')
}

function parseTokenHashes(text: unknown): TokenHash[] {
  if (text === undefined || text === '') return []
  return String(text)
    .split(',')
    .map((entry) => {
      // Without a colon, all of it may be a token that was given by mistake: it must not be taken for a label.
      const [, label = '', sha256 = ''] = /^([^:]*):(.*)$/.exec(entry.trim()) ?? []
      return { label, sha256: sha256.toLowerCase() }
    })
}

/** Two of one label would be one token that is let in and one that is not, in silence. */
function byLabel(list: readonly TokenHash[]): Map<string, TokenHash> {
  const hashes = new Map<string, TokenHash>()
  for (const hash of list) {
    const { label } = checked(hash)
    if (hashes.has(label))
      throw new ConfigurationError(`There are two token hashes with the label "${label}".`)
    hashes.set(label, hash)
  }
  return hashes
}

function checked(hash: TokenHash): TokenHash {
  // What is no label and what is no hash may be a token given by mistake, and is not repeated.
  if (!/^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/.test(hash.label)) {
    throw new ConfigurationError(
      'The label of a token hash is made of letters, digits and dashes: `-c tokenHash=<label>:<hash>`.',
    )
  }
  if (!/^[0-9a-f]{64}$/.test(hash.sha256)) {
    throw new ConfigurationError(
      `The token hash "${hash.label}" is no SHA-256 in hex (64 digits): \`npm run commbox -- token <label>\` prints one.`,
    )
  }
  return hash
}
