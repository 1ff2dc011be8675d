import type { ReadClient } from '../../../shared/client/client.ts'
import type { ListedScore } from '../../../shared/client/satisfaction.ts'
import { text } from '../../text/names.ts'
import { readPages } from './pages.ts'

/** A satisfaction score that a customer gave. */
export type Score = { at: Date; score: number; description: string; objectId: string }

const months = 12
const mostOfMonth = 1000

/** Reads the scores of the last twelve months, at most the latest 1000 of each, in time order. */
export async function readScores({ satisfaction }: ReadClient, now: Date): Promise<Score[]> {
  const wanted = Array.from({ length: months }, (_, ago) => monthBefore(now, ago))
  const found = await Promise.all(
    wanted.map((month) =>
      readPages(mostOfMonth, (cursor) =>
        satisfaction.ofMonth(month, { order: 'newest', limit: mostOfMonth, cursor }),
      ),
    ),
  )
  return found
    .flatMap(({ items }) => items)
    .flatMap(scoreIn)
    .toSorted((a, b) => a.at.getTime() - b.at.getTime())
}

/** A subscription without complete data reports a submission without its score. */
function scoreIn({ occurredAt, score, description, objectId }: ListedScore): Score[] {
  return score === undefined
    ? []
    : [{ at: new Date(occurredAt), score, description: text(description), objectId }]
}

function monthBefore(now: Date, ago: number): string {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - ago)).toISOString().slice(0, 7)
}
