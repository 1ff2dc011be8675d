import { deliveries } from '../../test/fixtures.ts'

/** A documented webhook: its body, and what follows `/webhooks/` in the URL to which it is posted. */
export type Sample = { name: string; source: string; url: string; body: Uint8Array<ArrayBuffer> }

/** Every documented webhook, in the order of their names. */
export function samples(): Sample[] {
  return deliveries().map(({ name, body, expected }) => ({
    name,
    source: expected.source,
    url: expected.url,
    body: new Uint8Array(body),
  }))
}
