import { nameOf, objectStatuses } from '../../shared/commbox/enums.ts'
import { isObject, type Json, type JsonObject } from '../../shared/commbox/json.ts'
import { readTime } from '../../shared/commbox/time.ts'
import { elementsOf, unpacked } from '../../shared/commbox/values.ts'
import { parts, plain, tagText, timeText, withId } from './value-text.ts'

/** Describes the `Data` of an activity, by the name of its type. */
const texts: Readonly<Record<string, (data: JsonObject) => string>> = {
  StatusChange: (data) => statusText(data.statusId),
  Forward: mailText,
  ReplyToForwardedObject: mailText,
  StreamChange: streamText,
  TargetStreamChange: streamText,
  NewManagerAssignment: (data) => {
    const manager = known(data.assignedManagerId) || known(data.managerId)
    return manager ? `to agent ${withId(data.assignedManagerUserName, manager)}` : 'to nobody'
  },
  UpdateObjectTag: (data) =>
    signed(
      data.isRemoveTag,
      tagText(known(data.tagId), { name: data.name ?? null, group: data.group_name ?? null }),
    ),
  FollowUp: (data) => parts(timeOf(data.scheduledTime), plain(data.text)),
  UpdateObjectIntent: (data) => signed(data.isRemoveIntent, plain(data.names) || plain(data.intentIds)),
  UpdateObjectAttachment: attachmentText,
  RuleExecuted: (data) =>
    parts(
      arrow(known(data.originalStreamId), known(data.destStreamId)),
      statusText(data.changedStatusId),
      known(data.tagId) && `+ ${tagText(known(data.tagId), { name: data.tagName ?? null })}`,
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
export function activityText(event: JsonObject): string {
  const data = unpacked(activityOf(event)?.Data)
  if (!isObject(data)) return ''
  const activity = plain(event.activity)
  const text = Object.hasOwn(texts, activity) ? texts[activity]?.(data) : undefined
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

function streamText(data: JsonObject): string {
  return arrow(
    withId(data.oldObjectStreamName, known(data.oldObjectStreamId)),
    withId(data.newObjectStreamName, known(data.newObjectStreamId)),
  )
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
