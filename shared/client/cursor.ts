import * as v from 'valibot'
import type { Position } from '../dynamodb/request.ts'

/** Thrown when a cursor does not belong to the question that it is given to. */
export class InvalidCursorError extends Error {
  override name = 'InvalidCursorError'
}

/** Where a cursor is valid: in one partition of one table or index. */
export type CursorScope = {
  /** The table and index. */
  place: string
  /** The names of all key attributes. */
  names: readonly string[]
  partition: { name: string; value: string }
}

const layout = v.array(v.string())

/** Encodes a position between two pages as a string without blanks that is safe in a URL. */
export function encodeCursor({ place, names }: CursorScope, position: Position): string {
  const values = names.map((name) => position[name] ?? '')
  return Buffer.from(JSON.stringify([place, ...values])).toString('base64url')
}

/** @throws InvalidCursorError */
export function decodeCursor(scope: CursorScope, cursor: string): Position {
  const [place, ...values] = partsOf(cursor)
  const { names, partition } = scope
  const position = Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']))
  const isInScope =
    place === scope.place && values.length === names.length && position[partition.name] === partition.value
  if (!isInScope) throw new InvalidCursorError('Invalid cursor: it belongs to another question')
  return position
}

function partsOf(cursor: string): string[] {
  try {
    return v.parse(layout, JSON.parse(Buffer.from(cursor, 'base64url').toString()))
  } catch {
    throw new InvalidCursorError('Invalid cursor: pass the "next" of the page before, unchanged')
  }
}
