import type { JsonObject } from '../../../shared/commbox/json.ts'
import { latestIn, type Source } from './source.ts'

const days = 7
export const mostQuarantined = 50

/** The latest rows of quarantine, of the last seven days, the newest first. */
export async function readQuarantine(source: Source, now: Date): Promise<JsonObject[]> {
  const wanted = Array.from({ length: days }, (_, ago) =>
    new Date(now.getTime() - ago * 24 * 60 * 60 * 1000).toISOString().slice(0, 10),
  )
  const found = await Promise.all(
    wanted.map((key) => latestIn(source, 'Quarantine', { key }, mostQuarantined)),
  )
  return found.flat().slice(0, mostQuarantined)
}
