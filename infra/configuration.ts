import * as v from 'valibot'
import { type Stage, type StageEntry, stageSettings, type TokenHash, tokenHashes } from './stage.ts'
import { defaultStage, stages } from './stages.ts'

/** The stage to synthesize, with its defaults. */
export type Configuration = Stage & { readonly name: string }

/** A mistake that the user can correct. The message has one line for each. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError'
}

/** `tokenHash` of the context: `<label>:<sha256 in hex>`, several separated by commas. */
const context = v.object({
  tokenHash: v.optional(v.pipe(v.string('must be text.'), v.transform(parseTokenHashes), tokenHashes), ''),
})

/**
 * Reads the stage that the CDK context names (`stage`; default `dev`) and adds the token hashes of the context
 * (`tokenHash`). A hash from the context replaces the stage's hash with the same label.
 *
 * @throws {ConfigurationError} if the stage is unknown, or with every mistake in its settings
 */
export function configurationFrom(
  given: { stage?: unknown; tokenHash?: unknown },
  entries: Readonly<Record<string, StageEntry>> = stages,
): Configuration {
  const name = given.stage ?? defaultStage
  const entry = typeof name === 'string' && Object.hasOwn(entries, name) ? entries[name] : undefined
  if (typeof name !== 'string' || entry === undefined) {
    const known = Object.keys(entries).join(', ')
    throw new ConfigurationError(`Unknown stage "${name}". infra/stages.ts has ${known}.`)
  }
  const mistakes: string[] = []
  if (!/^[A-Za-z0-9-]{1,40}$/.test(name)) {
    mistakes.push(
      'The name of a stage, which becomes part of its stack’s name, must be 1 to 40 letters, digits and dashes.',
    )
  }
  const stage = v.safeParse(stageSettings, entry)
  const fromContext = v.safeParse(context, given)
  mistakes.push(...linesOf(stage.issues), ...linesOf(fromContext.issues))
  if (stage.success && fromContext.success) {
    const added = fromContext.output.tokenHash
    const byLabel = new Map(stage.output.tokenHashes.map((hash) => [hash.label, hash]))
    // What the stage says of a token's brands and entities holds for the one that replaces it.
    for (const hash of added) byLabel.set(hash.label, { ...byLabel.get(hash.label), ...hash })
    const hashes = [...byLabel.values()]
    if (hashes.length > 0 && mistakes.length === 0) return { ...stage.output, tokenHashes: hashes, name }
    if (hashes.length === 0) mistakes.push(noToken)
  }
  throw new ConfigurationError(mistakes.map((mistake) => `Stage "${name}": ${mistake}`).join('\n'))
}

const noToken =
  'No token configured. Create one with `npm run commbox -- token <label>` and add its hash to infra/stages.ts, ' +
  'or pass `-c tokenHash=<label>:<hash>`.'

function linesOf(issues: readonly v.BaseIssue<unknown>[] = []): string[] {
  return issues.map((issue) => `${v.getDotPath(issue) ?? 'It'} ${issue.message}`)
}

/** Formats token hashes as the functions' environment has them. The context has the same form. */
export function formatTokenHashes(hashes: readonly TokenHash[]): string {
  return hashes.map(({ label, sha256 }) => `${label}:${sha256}`).join(',')
}

/** The scopes of tokens that have one, as JSON by label. */
export function formatTokenScopes(hashes: readonly TokenHash[]): string | undefined {
  const scopes = hashes.flatMap(({ label, sha256: _hash, ...scope }) =>
    Object.keys(scope).length > 0 ? [[label, scope] as const] : [],
  )
  return scopes.length > 0 ? JSON.stringify(Object.fromEntries(scopes)) : undefined
}

function parseTokenHashes(text: string): TokenHash[] {
  if (text === '') return []
  return text.split(',').map((entry) => {
    // Text without a colon may be a token, passed by mistake: it must not become a label, which is printed.
    const [, label = '', sha256 = ''] = /^([^:]*):(.*)$/.exec(entry.trim()) ?? []
    return { label, sha256: sha256.toLowerCase() }
  })
}
