import { mistakesIn } from './stage-mistakes.ts'
import { defaultStage, defaults, type Stage, type StageEntry, stages, type TokenHash } from './stages.ts'

/** The stage to synthesize, complete. */
export type Configuration = Stage & { readonly name: string }

/** Something that the person at the keyboard can put right. The message has one line for each mistake. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError'
}

/**
 * The stage that the CDK context names: `stage` (a name in stages.ts, `dev` where absent) with the token hashes
 * of `tokenHash` (`<label>:<sha256 in hex>`, several separated by commas) added. One of a label that the stage
 * has as well takes its place.
 *
 * @throws {ConfigurationError} on an unknown stage, or with everything that is wrong with the stage.
 */
export function configurationFrom(
  context: { stage?: unknown; tokenHash?: unknown },
  entries: Readonly<Record<string, StageEntry>> = stages,
): Configuration {
  const name = context.stage ?? defaultStage
  const entry = typeof name === 'string' && Object.hasOwn(entries, name) ? entries[name] : undefined
  if (typeof name !== 'string' || entry === undefined) {
    const known = Object.keys(entries).join(', ')
    throw new ConfigurationError(`There is no stage "${name}": infra/stages.ts knows ${known}.`)
  }
  const given = parseTokenHashes(context.tokenHash)
  const isReplaced = ({ label }: TokenHash) => given.some((hash) => hash.label === label)
  const own = (entry.tokenHashes ?? []).filter((hash) => !isReplaced(hash))
  const stage: Stage = { ...defaults, ...entry, tokenHashes: [...own, ...given] }
  const mistakes = mistakesIn(entry, stage)
  if (!/^[A-Za-z0-9-]{1,40}$/.test(name)) {
    mistakes.push('Its name, which ends that of its stack, is made of up to 40 letters, digits and dashes.')
  }
  if (stage.tokenHashes.length === 0) {
    mistakes.push(
      'It lets no token in: make one with `npm run commbox -- token <label>` and put its hash ' +
        'into infra/stages.ts, or give it as `-c tokenHash=<label>:<hash>`.',
    )
  }
  if (mistakes.length > 0) {
    throw new ConfigurationError(mistakes.map((mistake) => `Stage "${name}": ${mistake}`).join('\n'))
  }
  return { ...stage, name }
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
