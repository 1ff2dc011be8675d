import { createHash, timingSafeEqual } from 'node:crypto'
import { BlockList } from 'node:net'
import type { Entity } from '../commbox/names.ts'

/** What a token may be used for; everything if a list is absent. */
export type Scope = {
  /** The brands that an envelope may name. */
  brands?: readonly string[] | undefined
  entities?: readonly Entity[] | undefined
}

/** An accepted token: its label, its SHA-256 and its scope. The stack never holds the token itself. */
export type TokenHash = { label: string; sha256: Buffer; scope?: Scope | undefined }

/**
 * Parses `<label>:<SHA-256 in hex>`, several separated by commas; the CDK app has checked their form.
 *
 * @param scopes by label; a token without one may be used for everything
 */
export function tokenHashesFrom(text: string, scopes: Readonly<Record<string, Scope>> = {}): TokenHash[] {
  return text.split(',').flatMap((entry) => {
    const pair = entry.trim()
    if (!/^[^:]*:[\da-f]{64}$/i.test(pair)) return []
    const label = pair.slice(0, -65)
    const scope = Object.hasOwn(scopes, label) ? scopes[label] : undefined
    return [{ label, sha256: Buffer.from(pair.slice(-64), 'hex'), ...(scope ? { scope } : {}) }]
  })
}

/** Builds the list of source addresses in blocks such as `192.0.2.0/24` and `2001:db8::/32`. */
export function sourcesFrom(blocks: readonly string[]): BlockList {
  const sources = new BlockList()
  for (const block of blocks) {
    const slash = block.indexOf('/')
    const address = block.slice(0, slash).trim()
    sources.addSubnet(address, Number(block.slice(slash + 1)), address.includes(':') ? 'ipv6' : 'ipv4')
  }
  return sources
}

/** Where a sender can put a token. A CommBox subscription has one URL and no custom header. */
export type Credentials = { queryToken?: string | undefined; authorization?: string | undefined }

/**
 * Looks for an accepted token in `?token=`, in `Authorization: Bearer` and in the password of `Authorization: Basic`.
 *
 * @returns the token's hash, label and scope; undefined if there is no accepted token
 */
export function authenticate(credentials: Credentials, hashes: readonly TokenHash[]): TokenHash | undefined {
  for (const token of tokensIn(credentials)) {
    const sha256 = createHash('sha256').update(token).digest()
    // Compares every hash, each in constant time, so that timing reveals nothing.
    const matches = hashes.filter(
      (known) => known.sha256.length === 32 && timingSafeEqual(known.sha256, sha256),
    )
    if (matches[0]) return matches[0]
  }
  return undefined
}

function tokensIn({ queryToken, authorization }: Credentials): string[] {
  const bearer = authorization?.match(/^\s*bearer\s+(\S+)\s*$/i)?.[1]
  const basic = authorization?.match(/^\s*basic\s+(\S+)\s*$/i)?.[1]
  return [queryToken, bearer, basic && passwordIn(basic)].filter((token): token is string => Boolean(token))
}

function passwordIn(basic: string): string {
  const pair = Buffer.from(basic, 'base64').toString('utf8')
  return pair.slice(pair.indexOf(':') + 1)
}
