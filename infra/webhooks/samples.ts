import { readFileSync } from 'node:fs'
import list from './samples/samples.json' with { type: 'json' }

/**
 * A webhook to try a deployment with: its body exactly as it is posted, and what follows `/webhooks/` in the URL to
 * which it is posted. A name is the path in `samples` without its ending; `source` says where the body is from.
 */
export type Sample = { name: string; source: string; url: string; body: Uint8Array<ArrayBuffer> }

const broken = 'malformed/'

/** The webhooks that CommBox documents, in both envelopes and with ids only, in the order of their paths. */
export function samples(): Sample[] {
  return read((file) => !file.startsWith(broken))
}

/** Bodies that are refused and quarantined; their source is the reason. */
export function brokenSamples(): Sample[] {
  return read((file) => file.startsWith(broken))
}

function read(isWanted: (file: string) => boolean): Sample[] {
  return Object.entries(list)
    .filter(([file]) => isWanted(file))
    .map(([file, { source, url }]) => ({
      name: file.replace(/\.\w+$/, ''),
      source,
      url,
      body: new Uint8Array(readFileSync(new URL(`./samples/${file}`, import.meta.url))),
    }))
}
