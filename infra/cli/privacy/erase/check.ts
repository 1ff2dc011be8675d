import type { Deployment } from '../../../deployment/outputs-file.ts'
import { CommandError } from '../../errors.ts'
import { counted } from '../../terminal/count.ts'
import { type Io, progress } from '../../terminal/io.ts'
import { printJson } from '../../terminal/json.ts'
import { printTable } from '../../terminal/table.ts'
import { rowsOf } from '../find.ts'
import type { Place } from '../place.ts'
import { withSearch } from '../run.ts'
import type { Query } from '../subject.ts'
import { isOfSubject, placesOf } from './left.ts'

/** Prints places by what they are and how many, as all of `privacy` does. */
export async function printPlaces(places: readonly Place[], io: Io): Promise<void> {
  progress(io).clear()
  if (places.length > 0) await printTable(io, ['Where', 'What', 'Whose', 'Count'], rowsOf(places))
}

/** Prints what is left of what was erased. @throws CommandError if there is anything, or it was interrupted */
export async function checkErased(
  deployment: Deployment,
  query: Query,
  { scan, erasedAt, json }: { scan: boolean; erasedAt: string; json: true | undefined },
  io: Io,
): Promise<void> {
  const left = await withSearch(deployment, query, { isFull: scan }, io, (stores, subject, options) =>
    placesOf(stores, subject, options, (found) => isOfSubject(found, erasedAt)),
  )
  if (json) printJson(io, left)
  else if (left.length === 0) io.out('Nothing is left')
  else await printPlaces(left, io)
  if (left.length > 0) throw new CommandError(`${counted(left.length, 'place')} left`)
}
