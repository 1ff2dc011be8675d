import { isObject, type Json, type JsonObject } from '../../shared/commbox/json.ts'
import { activityText, isOfSystem } from './activity-text.ts'
import { decodeEntities } from './entities.ts'
import { type Names, noNames } from './names.ts'
import { parts, plain, withId } from './value-text.ts'

/** An event in words: what happened, who did it, and its content. */
export type EventText = { what: string; who: string; text: string }

/** Describes an event. @param names of what the event has only the id of */
export function eventText(event: JsonObject, names: Names = noNames): EventText {
  return {
    what: plain(event.activity) || plain(event.trigger),
    who: whoDid(event, names),
    text: decodeEntities(contentOf(event, names)),
  }
}

/**
 * Describes the events of one group in one text: the content of the event that says most, who did it as that event
 * names them, and every name of what happened.
 */
export function groupText(events: readonly JsonObject[], names: Names = noNames): EventText {
  const texts = events.map((event) => eventText(event, names))
  const fullest = texts.reduce((one, other) => (other.text.length > one.text.length ? other : one))
  return {
    what: [...new Set(texts.map(({ what }) => what))].join(', '),
    who: fullest.who || (texts.find(({ who }) => who)?.who ?? ''),
    text: fullest.text,
  }
}

/** Says how often an event was received; empty for once. */
export function receivedText(times: number): string {
  return times === 1 ? '' : `(received ${times}×)`
}

function whoDid(event: JsonObject, names: Names): string {
  const agent = plain(event.actorId) || (event.from === 'manager' ? plain(event.managerId) : '')
  if (agent) return `agent ${names.person(agent)}`
  if (event.from === 'customer') return 'customer'
  if (event.from === 'manager') return 'agent'
  return isOfSystem(event) ? 'system' : ''
}

function contentOf(event: JsonObject, names: Names): string {
  if (event.activity !== undefined) return activityText(event, names)
  if (isMessage(event)) return messageText(event)
  if (event.tagId !== undefined) {
    const sign = event.action === 'remove' ? '−' : event.action === 'add' ? '+' : ''
    const tagId = plain(event.tagId)
    return `${sign} ${withId(names.tag(tagId), tagId)}`.trim()
  }
  const { score, scoreText, description, formUrl, properties, submissionContext } = event
  const submitted = [score ?? scoreText, description, formUrl, properties, submissionContext]
  if (submitted.some((part) => part !== undefined)) return parts(...submitted.map(plain))
  return fromPayload(event.payload)
}

const messageAttributes = ['from', 'messageType', 'subject', 'text', 'files', 'callDirection', 'callDuration']

/** Whether an event is one of a message, as far as it says anything of it. */
export function isMessage(event: JsonObject): boolean {
  return messageAttributes.some((name) => event[name] !== undefined)
}

/** Kinds of a message that say nothing: a conversation is what a flat message belongs to. */
const plainKinds = ['Text', 'Conversation']

/** The kind of a message, its subject, text and files, and the direction and duration of a call. */
function messageText({ messageType, subject, text, files, callDirection, callDuration }: JsonObject): string {
  const kind = plain(messageType)
  const call = parts(plain(callDirection), plain(callDuration))
  const names = Array.isArray(files) ? files.filter(isObject).map(fileText) : []
  return parts(
    plainKinds.includes(kind) ? '' : kind,
    plain(subject),
    plain(text),
    call && `call: ${call}`,
    ...names,
  )
}

/** A file by its name, else its address, with its size in bytes. */
function fileText({ name, address, size }: JsonObject): string {
  const called = plain(name) || plain(address)
  return size === undefined ? called : `${called} (${plain(size)} bytes)`.trim()
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
