import { isObject, type Json, type JsonObject } from '../../../shared/commbox/json.ts'
import { typedMembers } from './payload.ts'

/*
 * Other forms in which CommBox may send the same, or almost the same.
 */

/** The same payload in another spelling: members in another order, ids as number or text, parts as JSON text. */
export function respelled(payload: JsonObject): JsonObject {
  return mapped(payload, (name, value) => {
    if (typedMembers.includes(name)) return isObject(value) ? JSON.stringify(value) : value
    return Array.isArray(value) || isObject(value) ? value : otherType(value)
  })
}

/** The payload with other types in the members in which types count: `{"f":1}` for `{"f":"1"}`. */
export function retyped(payload: JsonObject): JsonObject {
  return mapped(payload, (name, value) => (typedMembers.includes(name) ? everyOtherType(value) : value))
}

/** The same elements in the wrapper of another payload, and about the same thing. */
export function rewrapped(payload: JsonObject, around: JsonObject, kept: readonly string[]): JsonObject {
  const own = Object.entries(payload).filter(([name]) => kept.includes(name))
  const others = Object.entries(around).filter(([name]) => !kept.includes(name))
  return Object.fromEntries([...others, ...own])
}

/** The same elements, and in each of their lists a text that is no element. */
export function littered(payload: JsonObject, holders: readonly string[]): JsonObject {
  const among = (value: Json) => (isObject(value) || Array.isArray(value) ? [value, 'litter'].flat() : value)
  const changed = Object.entries(payload).map(([name, value]) => {
    if (!holders.includes(name) || !isObject(value)) return [name, value]
    return [name, Object.fromEntries(Object.entries(value).map(([list, held]) => [list, among(held)]))]
  })
  return Object.fromEntries(changed)
}

/** Every member, at every level, changed: holders after what they hold. */
function mapped(payload: JsonObject, change: (name: string, value: Json) => Json): JsonObject {
  const within = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(within)
    return isObject(value) ? mapped(value, change) : value
  }
  const members = Object.entries(payload).toReversed()
  return Object.fromEntries(
    members.map(([name, value]) => [name, change(name, typedMembers.includes(name) ? value : within(value))]),
  )
}

function everyOtherType(value: Json): Json {
  if (Array.isArray(value)) return value.map(everyOtherType)
  if (!isObject(value)) return otherType(value)
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, everyOtherType(member)]))
}

/** A number for its digits as text, and the other way round; anything else as it is. */
function otherType(value: Json): Json {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && /^(0|[1-9]\d{0,14})$/.test(value) ? Number(value) : value
}
