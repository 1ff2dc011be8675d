import type { Found, Place } from '../place.ts'
import { type Subject, search } from '../search.ts'
import type { Stores } from '../stores.ts'

/** Items that have CommBox's ids and times, and nothing else. */
const withoutData = new Set(['stub', 'receipt', 'moved', 'drift'])

/**
 * Finds the places that hold something about a person or conversations. Later contact does not count.
 *
 * @param erasedAt up to when something was erased, ISO 8601 UTC; without it everything counts
 */
export async function placesOf(
  stores: Stores,
  subject: Subject,
  options: Parameters<typeof search>[2],
  erasedAt = '~',
): Promise<Place[]> {
  const places: Place[] = []
  for await (const found of search(stores, subject, options))
    if (hasData(found) && !isLater(found, erasedAt)) places.push(found.place)
  return places
}

function hasData({ place }: Found): boolean {
  return place.store !== 'table' || !withoutData.has(place.kind)
}

function isLater(found: Found, erasedAt: string): boolean {
  if (!('item' in found)) return false
  const { occurredAt, receivedAt, updatedAt, knownSince, taggedAt } = found.item
  const times = [occurredAt ?? receivedAt, receivedAt, updatedAt, knownSince, taggedAt].filter(
    (time) => typeof time === 'string',
  )
  return times.length > 0 && times.every((time) => time > erasedAt)
}
