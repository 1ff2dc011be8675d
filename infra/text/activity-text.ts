import { nameOf, objectStatuses } from '../../shared/commbox/enums.ts'
import { isObject, type Json, type JsonObject } from '../../shared/commbox/json.ts'
import { readTime } from '../../shared/commbox/time.ts'
import { elementsOf, unpacked } from '../../shared/commbox/values.ts'
import { type Names, noNames } from './names.ts'
import { parts, plain, tagText, timeText, withId } from './value-text.ts'

/** Describes the `Data` of an activity, by the name of its type. */
const texts: Readonly<Record<string, (data: JsonObject, names: Names) => string>> = {
  StatusChange: (data) => statusText(data.statusId),
  Forward: mailText,
  ReplyToForwardedObject: mailText,
  StreamChange: streamText,
  TargetStreamChange: streamText,
  NewManagerAssignment: (data, names) => {
    const { id, name } = assignee(data)
    return id ? `to agent ${withId(name || names.person(id), id)}` : 'to nobody'
  },
  UpdateObjectTag: (data, names) => signed(data.isRemoveTag, tagIn(data, plain(data.name), names)),
  FollowUp: (data) => parts(timeOf(data.scheduledTime), plain(data.text)),
  UpdateObjectIntent: (data) => signed(data.isRemoveIntent, plain(data.names) || plain(data.intentIds)),
  UpdateObjectAttachment: attachmentText,
  RuleExecuted: (data, names) =>
    parts(
      arrow(channelIn('', data.originalStreamId, names), channelIn('', data.destStreamId, names)),
      statusText(data.changedStatusId),
      known(data.tagId) && `+ ${tagIn(data, plain(data.tagName), names)}`,
    ),
  UpdateObjectPublicity: (data) =>
    data.changePublicityToPublic === undefined
      ? ''
      : isTrue(data.changePublicityToPublic)
        ? 'public'
        : 'private',
  InvalidExtensionFile: fileText,
  InvalidFileSize: fileText,
  DisallowedFileUpload: fileText,
  ParticipantChange: (data) =>
    parts(
      plain(data.addedParticipantName) &&
        `${data.action === 'removeParticipant' ? '−' : '+'} ${plain(data.addedParticipantName)}`,
      plain(data.removedParticipantName) && `− ${plain(data.removedParticipantName)}`,
    ),
}

/** Describes the activity of an event in one line; empty if it has nothing beyond its name. */
export function activityText(event: JsonObject, names: Names = noNames): string {
  const data = unpacked(activityOf(event)?.Data)
  if (!isObject(data)) return ''
  const activity = plain(event.activity)
  const text = Object.hasOwn(texts, activity) ? texts[activity]?.(data, names) : undefined
  return text || plain(data.text) || plain(data.description) || plain(data.message)
}

/** Whether CommBox itself did it: the user of its activity is 0. */
export function isOfSystem(event: JsonObject): boolean {
  const user = activityOf(event)?.User
  return isObject(user) && String(user.Id) === '0'
}

/** The element that an event was made of. A payload from the bucket of large bodies has the whole delivery's. */
function activityOf({ payload, activityId, place }: JsonObject): JsonObject | undefined {
  if (!isObject(payload)) return undefined
  const elements = elementsOf(payload.Activities, 'Activity')
  if (elements.length === 1) return elements[0]
  return elements.find(({ Id }) => String(Id) === activityId) ?? elements[Number(place ?? 0)]
}

/** An id as text; empty for 0, which means none. */
function known(id: Json | undefined): string {
  const text = plain(id)
  return /^0*$/.test(text) ? '' : text
}

/** CommBox writes a boolean as `true`, or as the text `True`. */
function isTrue(value: Json | undefined): boolean {
  return wordOf(value) === 'true'
}

function wordOf(value: Json | undefined): string {
  return String(value).trim().toLowerCase()
}

/** Marks what was added with + and what was removed with −; a flag that is neither true nor false says neither. */
function signed(isRemoved: Json | undefined, text: string): string {
  if (isTrue(isRemoved)) return `− ${text}`
  return wordOf(isRemoved) === 'false' ? `+ ${text}` : text
}

function statusText(id: Json | undefined): string {
  const status = known(id)
  return status && withId(nameOf(objectStatuses, status), status)
}

function timeOf(time: Json | undefined): string {
  return timeText(readTime(plain(time)) ?? plain(time))
}

function mailText(data: JsonObject): string {
  const recipients = plain(data.recipients)
  return [recipients && `to ${recipients}`, plain(data.message)].filter(Boolean).join(': ')
}

function streamText(data: JsonObject, names: Names): string {
  return arrow(
    channelIn(data.oldObjectStreamName, data.oldObjectStreamId, names),
    channelIn(data.newObjectStreamName, data.newObjectStreamId, names),
  )
}

function channelIn(name: Json | undefined, streamId: Json | undefined, names: Names): string {
  const id = known(streamId)
  return withId(plain(name) || (id && names.channel(id)), id)
}

function tagIn({ tagId, group_name: group = null }: JsonObject, name: string, names: Names): string {
  const id = known(tagId)
  return name ? tagText(id, { name, group }) : withId(id && names.tag(id), id)
}

/** The agent to whom a conversation is assigned. */
function assignee({ assignedManagerId, managerId, assignedManagerUserName }: JsonObject) {
  return { id: known(assignedManagerId) || known(managerId), name: plain(assignedManagerUserName) }
}

/** The agents whom assignments name, as id and name. */
export function assigneesIn(events: readonly JsonObject[]): [id: string, name: string][] {
  return events.flatMap((event): [string, string][] => {
    const data = unpacked(activityOf(event)?.Data)
    if (event.activity !== 'NewManagerAssignment' || !isObject(data)) return []
    const { id, name } = assignee(data)
    return [[id, name]]
  })
}

function arrow(from: string, to: string): string {
  return from && to ? `${from} → ${to}` : to && `→ ${to}`
}

function fileText(data: JsonObject): string {
  return parts(plain(data.fileName), plain(data.description))
}

/** CommBox sends attachments as a list, or as a list in an object of the same name. */
function attachmentText({ attachments }: JsonObject): string {
  const list = isObject(attachments) ? attachments.attachments : attachments
  if (!Array.isArray(list)) return ''
  return parts(...list.filter(isObject).map(({ name, href }) => plain(name) || plain(href)))
}
