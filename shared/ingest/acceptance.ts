import { findByName } from '../commbox/names.ts'
import type { Scope } from './authenticate.ts'
import type { Identified, Unidentified } from './identify.ts'

/** Which brands and entities are accepted. */
export type Acceptance = Scope & {
  /** Whether a delivery without a brand is refused. By default it is accepted, whatever `brands` says. */
  requiresBrand?: boolean | undefined
}

/** Why a delivery is not accepted, whatever it says. */
export function whyNotAccepted(
  { entity, brand }: Identified,
  { brands, entities: allowed, requiresBrand }: Acceptance,
): Pick<Unidentified, 'reason' | 'issues'> | undefined {
  const isOtherBrand = brand ? brands && findByName(brands, brand) === undefined : requiresBrand
  if (isOtherBrand) {
    const received = brand ? 'another brand' : 'none'
    return {
      reason: 'brand-not-allowed',
      issues: [{ path: 'Event.Brand', expected: 'an allowed brand', received }],
    }
  }
  if (allowed && !allowed.includes(entity)) {
    const issues = [{ path: '', expected: `a webhook of ${allowed.join(', ')}`, received: entity }]
    return { reason: 'entity-not-allowed', issues }
  }
  return undefined
}
