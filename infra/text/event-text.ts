import { isObject, type Json, type JsonObject } from '../../shared/commbox/json.ts'
import { activityText, isOfSystem } from './activity-text.ts'
import { parts, plain, tagText } from './value-text.ts'

/** An event in words: what happened, who did it, and its content. */
export type EventText = { what: string; who: string; text: string }

/** Describes an event. @param state has the names of tags of which the event has only ids */
export function eventText(event: JsonObject, state: JsonObject | undefined): EventText {
  return {
    what: plain(event.activity) || plain(event.trigger),
    who: whoDid(event),
    text: contentOf(event, isObject(state?.tags) ? state.tags : {}),
  }
}

function whoDid(event: JsonObject): string {
  const agent = plain(event.actorId) || (event.from === 'manager' ? plain(event.managerId) : '')
  if (agent) return `agent ${agent}`
  if (event.from === 'customer') return 'customer'
  if (event.from === 'manager') return 'agent'
  return isOfSystem(event) ? 'system' : ''
}

function contentOf(event: JsonObject, tags: JsonObject): string {
  if (event.activity !== undefined) return activityText(event)
  if (event.text !== undefined) return plain(event.text)
  if (event.tagId !== undefined) {
    const sign = event.action === 'remove' ? '−' : event.action === 'add' ? '+' : ''
    const tagId = plain(event.tagId)
    return `${sign} ${tagText(tagId, tags[tagId])}`.trim()
  }
  if (event.score !== undefined || event.description !== undefined) {
    return parts(plain(event.score), plain(event.description))
  }
  if (event.formUrl !== undefined || event.properties !== undefined) {
    return parts(plain(event.formUrl), plain(event.properties))
  }
  return fromPayload(event.payload)
}

/** Describes a user's profile or a tag's settings by their names. */
function fromPayload(payload: Json | undefined): string {
  if (!isObject(payload)) return ''
  const { FirstName, LastName, Email, Phone1, name, User } = payload
  const fullName = [plain(FirstName), plain(LastName)]
    .map((text) => text.trim())
    .filter(Boolean)
    .join(' ')
  const user = isObject(User) && FirstName === undefined ? plain(User.Id ?? User.id) : ''
  return parts(fullName, plain(Email).trim(), plain(Phone1).trim(), plain(name), user && `user ${user}`)
}
