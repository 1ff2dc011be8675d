import { tableTitles } from '../../../shared/runtime/names.ts'
import type { Deployment } from '../../deployment/outputs-file.ts'
import { counted } from '../terminal/count.ts'
import { type Io, paint } from '../terminal/io.ts'
import { type JsonOptions, printJson } from '../terminal/json.ts'
import { printTable } from '../terminal/table.ts'
import type { Place } from './place.ts'
import { searchFor } from './run.ts'
import type { Query } from './subject.ts'

/** Prints where something is stored about a person or a conversation: by place and count, or as JSON each place. */
export async function printPlaces(
  deployment: Deployment,
  query: Query,
  { json, scan }: JsonOptions & { scan: boolean },
  io: Io,
): Promise<void> {
  const places: Place[] = []
  await searchFor(deployment, query, scan, io, async (found) => void places.push(found.place))
  if (json) return printJson(io, places)
  io.out(paint(io, 'bold', counted(places.length, 'place')))
  if (places.length > 0) await printTable(io, ['Where', 'What', 'Whose', 'Count'], rowsOf(places))
}

/** Rows of places that are alike: where, what, whose, and how many. */
export function rowsOf(places: readonly Place[]): string[][] {
  const alike = Map.groupBy(places, (place) =>
    JSON.stringify([whereOf(place), whatOf(place), whoseOf(place)]),
  )
  return [...alike].map(([cells, members]) => [...JSON.parse(cells), String(members.length)])
}

function whereOf(place: Place): string {
  if (place.store === 'bucket') return 'large bodies'
  return place.store === 'table'
    ? `table ${tableTitles[place.pipeline]}`
    : `dead letters of ${place.pipeline.toLowerCase()}`
}

function whatOf(place: Place): string {
  if (place.store === 'table') return place.kind
  if (place.store === 'dead letters') return 'message'
  return place.isLatest ? 'body' : 'old version'
}

/** What the conversation is to the person, in words. */
function whoseOf({ role }: Place): string {
  if (role === 'own') return 'own conversation'
  return role === 'shared' ? 'conversation with others' : role === 'mentioned' ? 'mentioned' : ''
}
