import type { ReadClient } from '../../../shared/client/client.ts'
import type { QuarantineRow } from '../../../shared/client/quarantine.ts'
import { readPages } from './pages.ts'

const days = 7
const limit = 50

/** The deliveries that were quarantined in the last seven days (UTC): the latest 50, newest first, and how many. */
export type Quarantine = { rows: QuarantineRow[]; count: number; waiting: number }

/** Reads the latest deliveries in quarantine, and counts all of them and those that were not replayed. */
export async function readQuarantine({ quarantine }: ReadClient, now: Date): Promise<Quarantine> {
  const wanted = Array.from({ length: days }, (_, ago) =>
    new Date(now.getTime() - ago * 24 * 60 * 60 * 1000).toISOString().slice(0, 10),
  )
  const found = await Promise.all(
    wanted.map(async (day) => {
      const [{ items: rows }, { items: all }] = await Promise.all([
        readPages(limit, (cursor) => quarantine.ofDay(day, { order: 'newest', limit, cursor })),
        readPages(Number.POSITIVE_INFINITY, (cursor) => quarantine.ofDayByReason(day, undefined, { cursor })),
      ])
      return { rows, all }
    }),
  )
  const all = found.flatMap((day) => day.all)
  return {
    rows: found.flatMap((day) => day.rows).slice(0, limit),
    count: all.length,
    waiting: all.filter(({ replayedAt }) => replayedAt === undefined).length,
  }
}
