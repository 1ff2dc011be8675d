import type { JsonObject } from '../../../shared/commbox/json.ts'
import { text } from './names.ts'
import { latestIn, type Source } from './source.ts'

/** A satisfaction score that a customer gave. */
export type Score = { at: Date; score: number; description: string; objectId: string }

const months = 12
const mostOfMonth = 1000

/** The scores of the last twelve months, in time order. */
export async function readScores(source: Source, now: Date): Promise<Score[]> {
  const wanted = Array.from({ length: months }, (_, ago) => monthBefore(now, ago))
  const found = await Promise.all(
    wanted.map((key) => latestIn(source, 'Satisfaction', { key, index: 'byMonth' }, mostOfMonth)),
  )
  // A subscription without complete data tells of a submission, and no score.
  const scored = found.flat().filter(({ score }) => score !== undefined)
  return scored.map(scoreOf).toSorted((a, b) => a.at.getTime() - b.at.getTime())
}

function scoreOf({ occurredAt, score, description, objectId }: JsonObject): Score {
  return {
    at: new Date(text(occurredAt)),
    score: Number(score),
    description: text(description),
    objectId: text(objectId),
  }
}

function monthBefore(now: Date, ago: number): string {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - ago)).toISOString().slice(0, 7)
}
