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
export type Credentials = {
  queryToken?: string | undefined
  authorization?: string | undefined
  /** The path and the query as they came, to explain a refusal. */
  url?: string
}

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
  const bearer = authorization?.match(/^\s*bearer\s(.*)/is)?.[1]
  const given = [queryToken, bearer, basicPair(authorization)?.[1]]
  return given.filter((text): text is string => Boolean(text)).map(bare)
}

/** A token without the blanks and the angle brackets around it that copying may have added. */
function bare(text: string): string {
  const [only = text, ...others] = text.split(/[\s<>]/).filter(Boolean)
  return others.length === 0 ? only : text
}

/** The user name and the password of HTTP Basic. */
function basicPair(authorization: string | undefined): [string, string] | undefined {
  const basic = authorization?.match(/^\s*basic\s+(\S+)\s*$/i)?.[1]
  if (!basic) return undefined
  const pair = Buffer.from(basic, 'base64').toString('utf8')
  const colon = pair.indexOf(':')
  return [pair.slice(0, Math.max(colon, 0)), pair.slice(colon + 1)]
}

/**
 * Says what to check if no token was accepted: one line, from where the request has one. It says nothing that depends on
 * the accepted tokens.
 *
 * @returns undefined if the request has no token anywhere
 */
export function whyUnauthorized({ queryToken, authorization, url }: Credentials): string | undefined {
  if (queryToken?.trim())
    return 'The token in the URL is not accepted. Check that it is complete and current.'
  if (/^[^?]*(?:[&;]|%26|%3b|%3f)token(?:=|%3d)/i.test(String(url)))
    return 'The URL has the token in its path. Write a question mark before it: ?token=…'
  if (queryToken === undefined && /[?&]token=./i.test(String(url)))
    return 'The name of the parameter is in another case. Write it as ?token=…'
  const pair = basicPair(authorization)
  if (pair?.[0] && !pair[1])
    return 'The token must be the password of HTTP Basic. Here is a user name, and no password.'
  if (pair)
    return 'The password of HTTP Basic is not an accepted token. Check that the token is not the user name.'
  if (authorization?.trim())
    return 'The token in the Authorization header is not accepted. Check that it follows Bearer, complete and current.'
  return undefined
}
