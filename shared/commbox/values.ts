import * as v from 'valibot'
import { readId } from './id.ts'
import { longestKey } from './index-keys.ts'
import { isObject, type Json, type JsonObject, parseJson, whyUnstorable } from './json.ts'
import { tidy } from './text.ts'
import { readTime } from './time.ts'

/*
 * Schemas for the values in a CommBox payload. Each has three outcomes:
 *   a value     the event has it;
 *   null        the event has it empty (or, for an id, as 0): not set;
 *   undefined   the event does not have it, or has something unreadable, which is no reason to refuse it.
 */

const scalar = v.union([v.string(), v.number(), v.boolean()])
type Scalar = v.InferOutput<typeof scalar>

/** An optional field that `read` reads if it holds a scalar; anything else counts as not carried. */
function carried<Value>(read: (value: Scalar) => Value | null | undefined) {
  const empty = v.pipe(
    v.null(),
    v.transform((): Value | null | undefined => null),
  )
  const full = v.pipe(
    scalar,
    v.transform((value) => (value === '' ? null : read(value))),
  )
  return v.optional(v.fallback(v.union([full, empty]), undefined))
}

/** A number above 2^53 has lost digits before it came here: it is not read. */
function readScalarId(value: Scalar): string | null | undefined {
  return typeof value === 'number' && !Number.isSafeInteger(value) ? undefined : readId(String(value))
}

/** An id, as a decimal string. */
export const id = carried(readScalarId)

/** The id of what the event is about. Without it the payload is invalid. */
export const requiredId = v.pipe(
  v.union([v.string(), v.number()]),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const digits = readScalarId(dataset.value)
    if (digits) return digits
    addIssue({ expected: 'a decimal id other than 0' })
    return NEVER
  }),
)

/** A text, as it was sent. */
export const text = carried((value) => String(value))

/**
 * A text that people look things up by: without invisible marks, and without blanks around it. Not carried if it is
 * too long for an index key.
 */
export const lookUp = carried((value) => {
  const plain = tidy(String(value))
  if (plain === '') return null
  return Buffer.byteLength(plain) <= longestKey ? plain : undefined
})

/** A time in one of CommBox's layouts, as ISO 8601 UTC. */
export const time = carried((value) => (typeof value === 'string' ? readTime(value) : undefined))

/** A number, or a decimal number as text. */
export const number = carried((value) => {
  const digits = String(value).trim()
  return /^[+-]?\d{1,15}(\.\d{1,15})?$/.test(digits) ? Number(digits) : undefined
})

/** A boolean, or the texts `true` and `false` in any case. */
export const boolean = carried((value) => {
  const word = String(value).trim().toLowerCase()
  return word === 'true' ? true : word === 'false' ? false : undefined
})

/** Parses a JSON text inside the JSON, as CommBox makes from XML; returns anything else unchanged. */
export function unpacked(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[{[]/.test(value)) return value
  try {
    const whole = parseJson(value)
    return whyUnstorable(whole) === undefined ? whole : value
  } catch {
    return value
  }
}

function readMap(value: unknown): JsonObject | null | undefined {
  const whole = unpacked(value)
  if (isObject(whole)) return Object.keys(whole).length > 0 ? whole : null
  return whole === null || whole === '' ? null : undefined
}

/** An optional map, as an object or as JSON text. An empty map means not set. */
export const map = v.optional(v.pipe(v.unknown(), v.transform(readMap)))

/**
 * An optional part of the payload with fields of its own; anything but an object counts as not carried.
 *
 * @param list the member that holds a repeated element: then an array counts as that member
 */
export function part<Schema extends v.GenericSchema>(schema: Schema, list?: string) {
  return v.optional(
    v.pipe(
      v.unknown(),
      v.transform((value) => {
        const whole = unpacked(value)
        if (list !== undefined && Array.isArray(whole)) return { [list]: withoutWrappers(whole, list) }
        return isObject(whole) ? whole : undefined
      }),
      v.optional(schema),
    ),
  )
}

/** A repeated element: CommBox sends an object for one element and an array for several. */
export function oneOrMany<Schema extends v.GenericSchema>(schema: Schema) {
  return v.optional(
    v.pipe(
      v.unknown(),
      v.transform((value) => valuesIn(value).filter(isObject)),
      v.array(schema),
    ),
  )
}

/** Returns the elements of `part(…, name)` as they were sent, in the order in which `oneOrMany` reads them. */
export function elementsOf(list: Json | undefined, name: string): JsonObject[] {
  const whole = unpacked(list)
  const values = Array.isArray(whole) ? withoutWrappers(whole, name) : isObject(whole) ? whole[name] : whole
  return valuesIn(values).filter(isObject)
}

/** The members of a list, those that are a wrapper of their own (`[{"Tag": {…}}, …]`) replaced by what is in it. */
export function withoutWrappers(list: readonly unknown[], name: string): unknown[] {
  return list.flatMap((each) => {
    const whole = unpacked(each)
    const isWrapper = isObject(whole) && Object.keys(whole).length === 1 && Object.hasOwn(whole, name)
    return isWrapper ? valuesIn(whole[name]) : [each]
  })
}

/** What is in the place of a repeated element: its elements, and anything else. */
function valuesIn(value: unknown): unknown[] {
  const whole = unpacked(value)
  if (isNothing(whole)) return []
  return (Array.isArray(whole) ? whole : [whole]).map(unpacked)
}

/** Whether a value is one of the ways in which CommBox sends nothing. */
export function isNothing(value: unknown): boolean {
  if (typeof value === 'string') return /^\s*(null\s*)?$/.test(value)
  return typeof value === 'object' ? Object.keys(value ?? {}).length === 0 : value === undefined
}
