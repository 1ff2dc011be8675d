import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import * as v from 'valibot'

/** Thrown where a cursor is not one of the question that it is given to. */
export class InvalidCursorError extends Error {
  override name = 'InvalidCursorError'
}

/** A key of a table or index: its attributes, of which all are texts. */
export type StartKey = Record<string, AttributeValue>

/** What a cursor is good for: one partition of one table or index. */
export type CursorScope = {
  /** The table and index. */
  place: string
  /** The names of all key attributes. */
  names: readonly string[]
  partition: { name: string; value: string }
}

const layout = v.array(v.string())

/** A place between two pages, as a text without blanks that is safe in a URL. */
export function encodeCursor({ place, names }: CursorScope, key: StartKey): string {
  const values = names.map((name) => key[name]?.S ?? '')
  return Buffer.from(JSON.stringify([place, ...values])).toString('base64url')
}

/** @throws InvalidCursorError */
export function decodeCursor(scope: CursorScope, cursor: string): StartKey {
  const [place, ...values] = partsOf(cursor)
  const { names, partition } = scope
  const key = Object.fromEntries(names.map((name, index) => [name, { S: values[index] ?? '' }]))
  const isOfThis =
    place === scope.place && values.length === names.length && key[partition.name]?.S === partition.value
  if (!isOfThis) throw new InvalidCursorError('The cursor is of another question')
  return key
}

function partsOf(cursor: string): string[] {
  try {
    return v.parse(layout, JSON.parse(Buffer.from(cursor, 'base64url').toString()))
  } catch {
    throw new InvalidCursorError('The cursor is none')
  }
}
