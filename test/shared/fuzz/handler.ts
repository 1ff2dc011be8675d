import { entities } from '../../../shared/commbox/names.ts'
import type { Answer } from '../../../shared/ingest/answer.ts'
import { sourcesFrom } from '../../../shared/ingest/authenticate.ts'
import { type IngestParts, ingestHandler } from '../../../shared/ingest/handler.ts'
import * as otherBodies from '../../../shared/ingest/other-bodies.ts'
import type { Pipeline } from '../../../shared/runtime/names.ts'
import { bodiesInMemory } from '../../emulated-tables.ts'
import { authenticHashes } from '../../webhook-request.ts'
import type { Request } from './request.ts'

export type Sent = { pipeline: Pipeline; message: string }

/** All that a request led to. */
export type Outcome = {
  reply: Answer
  sent: Sent[]
  logged: Record<string, unknown>[]
  bodies: ReadonlyMap<string, string>
}

export type Handle = (request: Request) => Promise<Outcome>

/** The ingest handler, with what it sends, stores and logs; that is gone with the next request. */
export function recordingHandler(): Handle {
  const bodies = bodiesInMemory()
  let sent: Sent[] = []
  let logged: Record<string, unknown>[] = []
  const parts: IngestParts = {
    hashes: authenticHashes,
    bodies,
    send: async (pipeline, message) => void sent.push({ pipeline, message }),
    log: (entry) => void logged.push(entry),
    others: async () => otherBodies,
  }
  const open = ingestHandler(parts)
  const sources = sourcesFrom(['192.0.2.0/24', '2001:db8::/32'])
  const others = entities.filter((entity) => entity !== 'Object')
  const hashes = authenticHashes.map((hash) => ({ ...hash, scope: { entities: others } }))
  const restricted = ingestHandler({ ...parts, hashes, brands: ['acme'], sources })
  return async ({ event, isRestricted }) => {
    sent = []
    logged = []
    bodies.stored.clear()
    const reply = await (isRestricted ? restricted : open)(event)
    return { reply, sent, logged, bodies: bodies.stored }
  }
}
