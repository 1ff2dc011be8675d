import type { BlockList } from 'node:net'
import type { Acceptance } from './acceptance.ts'
import { authenticate, type Credentials, type TokenHash, whyUnauthorized } from './authenticate.ts'
import type { Outcome } from './outcome.ts'

/** By what a request is admitted: nothing of its body. */
export type Admissible = Credentials & {
  /** The IP address of the sender. */
  sourceIp: string
}

/** Whose requests are allowed. */
export type AccessPolicy = Acceptance & {
  hashes: readonly TokenHash[]
  /** The allowed source addresses; all if absent. */
  sources?: BlockList | undefined
}

/** Whether a request is admitted, and by which token. Its body is not looked at. */
export function admit(
  request: Admissible,
  policy: AccessPolicy,
): { token?: TokenHash; refusal?: Extract<Outcome, { kind: 'refused' }> } {
  const token = authenticate(request, policy.hashes)
  if (token === undefined) {
    const detail = whyUnauthorized(request)
    return {
      refusal: { kind: 'refused', problem: 'unauthorized', issues: [], ...(detail ? { detail } : {}) },
    }
  }
  if (policy.sources && !isFrom(request.sourceIp, policy.sources)) {
    return { token, refusal: { kind: 'refused', problem: 'source-not-allowed', issues: [] } }
  }
  return { token }
}

function isFrom(address: string, sources: BlockList): boolean {
  return sources.check(address, address.includes(':') ? 'ipv6' : 'ipv4')
}
