import { isObject, type Json, type JsonObject } from '../commbox/json.ts'
import { type Entity, entities, findByName, isRequestId } from '../commbox/names.ts'
import { excerpt } from '../commbox/text.ts'
import { shortHash } from '../events/fingerprint.ts'

/** Either of CommBox's JSON envelopes, with what it says of itself. */
export type Envelope = {
  entity?: string | undefined
  trigger?: string | undefined
  brand?: string | undefined
  /** Finds the payload of an entity; a bare payload is the same for each. */
  open(entity: Entity | undefined): Content
}

export type Content = {
  /** The payload, if it is an object. */
  payload?: JsonObject | undefined
  /** The payload's path in the body. */
  at: string
  requestId?: string | undefined
  /** What the envelope has beside the payload, such as `EventTime`. */
  beside?: JsonObject | undefined
}

/** Opens `{"Event": {…}}` or `{"payload": {…}}`; undefined if the body is neither. */
export function openEnvelope(body: JsonObject): Envelope | undefined {
  const { Event: event, payload, ...more } = body
  if (isObject(event)) return eventEnvelope(event, more)
  if (!isObject(payload)) return undefined
  const content = { payload, at: 'payload', requestId: requestIdIn(payload), beside: besides(more) }
  return { open: () => content }
}

function eventEnvelope(event: JsonObject, more: JsonObject): Envelope {
  const { Subscription, Name, Brand, ...members } = event
  const nameOfInner = (entity: Entity) => findByName(Object.keys(members), entity) ?? entity
  return {
    entity: wordIn(Subscription) ?? entities.find((entity) => isObject(members[nameOfInner(entity)])),
    trigger: wordIn(Name),
    brand: wordIn(Brand),
    open(entity) {
      if (entity === undefined) return { at: 'Event' }
      const name = nameOfInner(entity)
      const { [name]: inner, ...others } = members
      const payload = isObject(inner) ? inner : undefined
      return {
        payload,
        at: `Event.${excerpt(name, longestName)}`,
        requestId: (payload && requestIdIn(payload)) ?? requestIdIn(others),
        beside: besides({ ...others, ...more }),
      }
    },
  }
}

/** The longest name that is taken from outside, in characters: names go into messages, rows and logs. */
export const longestName = 200

/** Returns a value if it is a text that says something. */
export function wordIn(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined
}

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i

/**
 * Returns the request's id from a member `requestId`, in any spelling of that name: trimmed, a UUID in lower case.
 * One that is too long for a key becomes its hash.
 */
function requestIdIn(members: JsonObject): string | undefined {
  const ids = Object.entries(members).flatMap(([name, value]) => {
    const id = typeof value === 'number' ? String(value) : wordIn(value)
    return id !== undefined && isRequestId(name) ? [id.trim()] : []
  })
  const [id] = ids
  if (id === undefined) return undefined
  if (id.length > longestName) return shortHash(id)
  return uuid.test(id) ? id.toLowerCase() : id
}

/** So that every event of a delivery can hold them: members, characters of a name, characters of a value as JSON. */
const mostBeside = 10
const longestMember = 50
const longestValue = 200

/** Returns the small members that stand beside a payload, as they were sent. They are there to be read only. */
function besides(members: JsonObject): JsonObject | undefined {
  const small = Object.entries(members).filter(
    ([name, value]) =>
      !isRequestId(name) && name.length <= longestMember && JSON.stringify(value).length <= longestValue,
  )
  return small.length > 0 ? Object.fromEntries(small.slice(0, mostBeside)) : undefined
}
