import type { ReadClient } from '../../../shared/client/client.ts'
import type { QuarantineRow } from '../../../shared/client/quarantine.ts'
import { readPages } from './pages.ts'

const days = 7
const limit = 50

/** Reads the latest 50 deliveries that were quarantined in the last seven days (UTC), newest first. */
export async function readQuarantine({ quarantine }: ReadClient, now: Date): Promise<QuarantineRow[]> {
  const wanted = Array.from({ length: days }, (_, ago) =>
    new Date(now.getTime() - ago * 24 * 60 * 60 * 1000).toISOString().slice(0, 10),
  )
  const found = await Promise.all(
    wanted.map((day) =>
      readPages(limit, (cursor) => quarantine.ofDay(day, { order: 'newest', limit, cursor })),
    ),
  )
  return found.flatMap(({ items }) => items).slice(0, limit)
}
