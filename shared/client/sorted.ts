import { decodeCursor, encodeCursor } from './cursor.ts'
import type { Ordered, Page } from './question.ts'

/**
 * Sorts items that were read whole, and returns a page of them. The cursor is the place of the last item, so that
 * items that come or go meanwhile move no other.
 *
 * @param placeOf returns the texts to sort an item by, which no other item has
 * @param scope the question, and what it asks for
 * @throws InvalidCursorError if the cursor belongs to another question
 */
export function sortedPage<Item>(
  items: readonly Item[],
  placeOf: (item: Item) => readonly string[],
  scope: { place: string; of: string },
  { limit = items.length, cursor, order = 'oldest' }: Ordered,
): Page<Item> {
  const direction = order === 'oldest' ? 1 : -1
  const partition = { name: 'of', value: scope.of }
  const cursors = { place: scope.place, names: ['of', 'at'], partition }
  const after = cursor === undefined ? undefined : decodeCursor(cursors, cursor).at
  const compare = (a: string, b: string) => (a === b ? 0 : a < b ? -direction : direction)
  const rest = items
    .map((item) => ({ item, at: JSON.stringify(placeOf(item)) }))
    .filter(({ at }) => after === undefined || compare(after, at) < 0)
    .toSorted((a, b) => compare(a.at, b.at))
  const last = rest.length > limit ? rest[limit - 1] : undefined
  return {
    items: rest.slice(0, limit).map(({ item }) => item),
    ...(last ? { next: encodeCursor(cursors, { of: scope.of, at: last.at }) } : {}),
  }
}
