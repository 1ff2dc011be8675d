import { CommandError } from '../../errors.ts'
import type { Found, Place } from '../place.ts'
import type { SearchOptions, Subject } from '../scope.ts'
import { search } from '../search.ts'
import type { Stores } from '../stores.ts'

/** Items that have CommBox's ids and times, and nothing else. */
const withoutData = new Set(['stub', 'receipt', 'moved', 'drift'])

/**
 * Finds the places of what is to be erased.
 *
 * @throws CommandError if it was interrupted
 */
export async function placesOf(
  stores: Stores,
  subject: Subject,
  options: SearchOptions,
  isWanted: (found: Found) => boolean,
): Promise<Place[]> {
  const places: Place[] = []
  for await (const found of search(stores, subject, options)) if (isWanted(found)) places.push(found.place)
  if (options.signal.aborted) throw new CommandError('interrupted: run the same command to resume')
  return places
}

/**
 * Says whether a place holds something about a person or conversations. Later contact does not count.
 *
 * @param erasedAt up to when something was erased, ISO 8601 UTC; without it everything counts
 */
export function isOfSubject(found: Found, erasedAt = '~'): boolean {
  const { place } = found
  return (place.store !== 'table' || !withoutData.has(place.kind)) && !isLater(found, erasedAt)
}

/** Says whether a place has texts of a conversation until a time, which were not blanked. */
export function isTextUpTo(found: Found, time: string): boolean {
  if (!('item' in found)) return false
  const { item, place } = found
  if (place.kind === 'row') return place.record <= time
  return place.kind === 'event' && item.erasedAt === undefined && String(item.occurredAt) <= time
}

function isLater(found: Found, erasedAt: string): boolean {
  if (!('item' in found)) return found.place.store === 'bucket' && found.place.writtenAt > erasedAt
  const { occurredAt, receivedAt, updatedAt, knownSince, taggedAt } = found.item
  const times = [occurredAt, receivedAt, updatedAt, knownSince, taggedAt].filter((time) => time !== undefined)
  return times.length > 0 && times.every((time) => String(time) > erasedAt)
}

/** Leaves of places that were found twice the first. */
export function unique(places: readonly Place[]): Place[] {
  return [...new Map(places.map((place) => [nameOf(place), place])).values()]
}

function nameOf(place: Place): string {
  if (place.store === 'table') return JSON.stringify([place.pipeline, place.key, place.record])
  return JSON.stringify(
    place.store === 'bucket' ? [place.key, place.versionId] : [place.pipeline, place.messageId],
  )
}
