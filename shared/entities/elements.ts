import { isObject, type Json, type JsonObject } from '../commbox/json.ts'
import { elementsOf, unpacked, withoutWrappers } from '../commbox/values.ts'
import type { EventDraft } from '../events/draft.ts'
import { chunks } from '../runtime/in-order.ts'
import type { ElementList } from './trigger.ts'

/** One element of a repeated member: what is stored of it, and of what its fingerprint is made. */
export type Element = Pick<EventDraft, 'payload' | 'content'>

/**
 * The elements of a repeated member (`Activities.Activity`), in the delivery's order, each in its wrapper and
 * without its siblings. What belongs to no element stays with the first. A payload with one element stays as sent.
 *
 * @param holder the member that holds the list, such as `Activities`
 * @param name the list's own name in it, such as `Activity`
 */
export function elementsIn(payload: JsonObject, holder: string, name: string): Element[] {
  const elements = elementsOf(payload[holder], name)
  const { [holder]: held, ...around } = payload
  const whole = unpacked(held)
  const { [name]: _list, ...beside } = isObject(whole) ? whole : {}
  const wrapper = Object.keys(beside).length > 0 ? { ...around, [holder]: beside } : around
  const others = othersIn(whole, name)
  return elements.map((element, place) => {
    const own = place === 0 ? [element, ...others] : [element]
    const content = [wrapper, ...own]
    if (elements.length === 1) return { payload, content }
    const list = own.length > 1 || !isObject(whole) ? own : element
    return { payload: { ...around, [holder]: isObject(whole) ? { ...beside, [name]: list } : list }, content }
  })
}

/** What is stored of a payload that is one event, and of what its fingerprint is made. */
export function wholePayload(payload: JsonObject): Element {
  return { payload, content: payload }
}

/** So many bytes of the wrapper may be repeated for each element, whatever the size of the delivery. */
const smallWrapper = 256

/**
 * Whether the payload of a delivery is to be kept once, since its elements would repeat more of their wrapper than the
 * whole payload has.
 */
export function hasLargeWrapper(
  [first, ...others]: readonly Pick<EventDraft, 'content'>[],
  payload: JsonObject,
): boolean {
  if (!Array.isArray(first?.content)) return false
  return others.length * (bytesOf(first.content[0]) - smallWrapper) > bytesOf(payload)
}

function bytesOf(value: Json | undefined): number {
  return Buffer.byteLength(JSON.stringify(value ?? null))
}

/** A delivery can have so many elements: more are kept in quarantine, and a replay splits them. */
export const mostElements = 500

/** How many elements a payload has. Nothing of them is read yet. */
export function countElements(payload: JsonObject, list: ElementList | undefined): number {
  return list === undefined ? 1 : elementsOf(payload[list.holder], list.name).length
}

/** Splits a payload into several with at most `mostElements` each. What belongs to no element stays with the first. */
export function splitPayload(payload: JsonObject, { holder, name }: ElementList): JsonObject[] {
  const whole = unpacked(payload[holder])
  const beside = isObject(whole) ? whole : {}
  return chunks(elementsOf(payload[holder], name), mostElements).map((some, number) => ({
    ...payload,
    [holder]: { ...beside, [name]: number === 0 ? [...some, ...othersIn(whole, name)] : some },
  }))
}

/** What is in a list beside its elements. */
function othersIn(whole: unknown, name: string): Json[] {
  const list = Array.isArray(whole)
    ? withoutWrappers(whole, name)
    : unpacked(isObject(whole) ? whole[name] : undefined)
  return Array.isArray(list) ? list.filter((each) => !isObject(unpacked(each))) : []
}
