import * as v from 'valibot'
import { isObject, type Json, type JsonObject } from '../commbox/json.ts'
import { elementsOf, id, unpacked } from '../commbox/values.ts'
import type { ElementList } from './trigger.ts'

/** Members that say when something happened, to which conversation, in which channel and status, and by which agent. */
const structure = new Set(
  `Id ObjectId CreateDate StatusID StreamId SubStreamId StreamProviderType ManagerId Type Action Score
  ruleLastMessageFromCustomer ruleLastMessageFromManager
  statusId changedStatusId oldObjectStreamId oldObjectStreamName newObjectStreamId newObjectStreamName
  newObjectSubstreamId originalStreamId destStreamId destSubStreamId managerId assignedManagerId
  tagId isRemoveTag tagName group_name scheduledTime action`.split(/\s+/),
)
/** Members that hold such members. */
const holders = new Set(['Object', 'Content', 'Data'])
/** Members that say who took part. */
const people = new Set(['User', 'addedParticipantName', 'removedParticipantName'])

/**
 * Returns a payload without what somebody wrote, and without some of the people. What is left is listed above, so that
 * what CommBox adds is taken out as well. A text becomes an empty one: that it was sent is left.
 *
 * @param list where the payload has elements, which stay at their places
 * @param isTakenOut whether a value is of a person to take out
 */
export function skeletonOf(
  payload: JsonObject,
  list: ElementList | undefined,
  isTakenOut: (value: Json) => boolean,
): JsonObject {
  const isTag = 'tagId' in payload || 'Action' in payload
  const kept: JsonObject = {}
  for (const [name, value] of Object.entries(payload)) {
    const whole = unpacked(value)
    if (name === list?.holder) {
      const elements = elementsOf(value, list.name)
      kept[name] = { [list.name]: elements.map((element) => skeletonOf(element, undefined, isTakenOut)) }
    } else if (name === 'Message') kept[name] = ''
    else if (holders.has(name)) kept[name] = isObject(whole) ? skeletonOf(whole, undefined, isTakenOut) : ''
    else if (people.has(name) && isSomebody(name, whole) && !isTakenOut(value)) kept[name] = value
    else if ((structure.has(name) || (isTag && /^name$/i.test(name))) && !(value instanceof Object))
      kept[name] = value
  }
  return kept
}

/** Whether a payload says more than its skeleton: what somebody wrote, or what nobody knows. */
export function hasTexts(payload: JsonObject, list: ElementList | undefined): boolean {
  const skeleton = skeletonOf(payload, list, () => false)
  return Object.entries(payload).some(([name, value]) => {
    const whole = unpacked(value)
    if (name === list?.holder) return elementsOf(value, list.name).some((each) => hasTexts(each, undefined))
    if (holders.has(name) && isObject(whole)) return hasTexts(whole, undefined)
    return value !== '' && value !== null && skeleton[name] !== value
  })
}

/** Whether a member says who it is. A user without an id can be anybody, also the one who is taken out. */
function isSomebody(name: string, whole: unknown): boolean {
  return name !== 'User' || (isObject(whole) && Boolean(v.parse(id, whole.Id ?? whole.id)))
}

/** Returns a payload of which the elements at some places are skeletons: others share it. */
export function withSkeletonsAt(
  payload: JsonObject,
  list: ElementList,
  places: ReadonlySet<number>,
  isTakenOut: (value: Json) => boolean,
): JsonObject {
  const { holder, name } = list
  const elements = elementsOf(payload[holder], name).map((element, place) =>
    places.has(place) ? skeletonOf(element, undefined, isTakenOut) : element,
  )
  return { ...payload, [holder]: { [name]: elements } }
}
