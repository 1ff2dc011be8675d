import * as v from 'valibot'
import { activityTypes, nameOf, objectStatuses } from '../../commbox/enums.ts'
import { excerpt } from '../../commbox/text.ts'
import { boolean, id, lookUp, part, text, time } from '../../commbox/values.ts'
import type { Attributes, IndexItem } from '../../events/event.ts'
import type { Registers } from '../../events/register.ts'
import { taggingRegisters } from '../tagging.ts'
import { tagIndexItem } from './tag-index-item.ts'

/** Every member of `Data` that some type of activity gives a meaning. The rest stays in the payload. */
const data = v.looseObject({
  statusId: id,
  changedStatusId: id,
  text,
  oldObjectStreamId: id,
  oldObjectStreamName: text,
  newObjectStreamId: id,
  newObjectStreamName: text,
  newObjectSubstreamId: id,
  originalStreamId: id,
  destStreamId: id,
  destSubStreamId: id,
  managerId: id,
  assignedManagerId: id,
  tagId: id,
  isRemoveTag: boolean,
  name: lookUp,
  group_name: lookUp,
  tagName: lookUp,
  scheduledTime: time,
  action: text,
  addedParticipantName: lookUp,
  removedParticipantName: lookUp,
})
type Data = v.InferOutput<typeof data>

export const activitySchema = v.looseObject({
  Id: id,
  Type: id,
  CreateDate: time,
  /** Who did it; 0 is the system. */
  User: part(v.looseObject({ Id: id })),
  Data: part(data),
})
export type Activity = v.InferOutput<typeof activitySchema>

/** What an activity of one type says: about the conversation, and for the event itself. */
type Meaning = {
  registers?: (data: Data, at: string, streamId: string | null | undefined) => Registers
  attributes?: (data: Data) => Attributes
  indexItems?: (data: Data, at: string) => IndexItem[]
}

const streamChange: Meaning = {
  registers: (told, _at, streamId) => ({
    streamId: told.newObjectStreamId,
    subStreamId: told.newObjectSubstreamId,
    ...streamName(told.oldObjectStreamId, told.oldObjectStreamName),
    ...streamName(told.newObjectStreamId ?? streamId, told.newObjectStreamName),
  }),
}

/** Channels are named by their ids, so that a conversation that moves on does not keep the old one's name. */
function streamName(streamId: string | null | undefined, name: string | null | undefined): Registers {
  return streamId && name ? { [`streamNames.${streamId}`]: name } : {}
}

/** Types of CommBox's enum that say something about the conversation; every other type is an event alone. */
const meanings: Readonly<Record<string, Meaning>> = {
  StatusChange: {
    registers: (told) => ({ statusId: told.statusId }),
    attributes: (told) => ({
      statusId: told.statusId,
      status: told.statusId ? nameOf(objectStatuses, told.statusId) : undefined,
    }),
  },
  StreamChange: streamChange,
  TargetStreamChange: streamChange,
  NewManagerAssignment: { registers: (told) => assignment(told) },
  UpdateObjectTag: {
    registers: (told) => (told.tagId ? taggingRegisters(objectTag(told, told.tagId)) : {}),
    attributes: (told) => ({ tagId: told.tagId, action: told.isRemoveTag === true ? 'remove' : 'add' }),
    indexItems: (told, at) => (told.tagId ? [tagIndexItem(objectTag(told, told.tagId), at)] : []),
  },
  FollowUp: { registers: (told) => ({ followUpAt: told.scheduledTime }) },
  RuleExecuted: {
    registers: (told) => ({
      streamId: told.destStreamId ?? undefined,
      subStreamId: told.destStreamId ? told.destSubStreamId : undefined,
      statusId: told.changedStatusId ?? undefined,
      ...(told.tagId ? taggingRegisters(ruleTag(told, told.tagId)) : {}),
    }),
    indexItems: (told, at) => (told.tagId ? [tagIndexItem(ruleTag(told, told.tagId), at)] : []),
  },
  ParticipantChange: {
    registers: (told) => ({
      ...participant(told.addedParticipantName, told.action !== 'removeParticipant'),
      ...participant(told.removedParticipantName, false),
    }),
  },
  ConversationSummary: { registers: (told) => ({ summary: told.text }) },
  RedactChild: { registers: (_told, at) => ({ redactedAt: at }) },
}

function objectTag(told: Data, tagId: string) {
  return { tagId, isHeld: told.isRemoveTag !== true, name: told.name, group: told.group_name }
}

function ruleTag(told: Data, tagId: string) {
  return { tagId, isHeld: true, name: told.tagName }
}

/** Activity 6 names the manager, or 0 for nobody; without either it says nothing. */
function assignment({ assignedManagerId, managerId }: Data): Registers {
  // `managerId` may be whoever assigned: it counts only where nothing else tells.
  const holder = assignedManagerId === undefined ? managerId : assignedManagerId
  return holder === undefined ? {} : { assigned: holder !== null, managerId: holder }
}

function participant(name: string | null | undefined, isPresent: boolean): Registers {
  return name ? { [`participants.${excerpt(name, 200)}`]: isPresent ? true : null } : {}
}

/** The name of an activity's type; one that CommBox has added since is `Unknown (n)`. */
export function activityName({ Type }: Activity): string | undefined {
  return Type ? nameOf(activityTypes, Type) : undefined
}

export function activityAttributes(activity: Activity): Attributes {
  const type = Number(activity.Type ?? Number.NaN)
  return {
    ...meaningOf(activity).attributes?.(activity.Data ?? {}),
    activityId: activity.Id,
    activityType: Number.isSafeInteger(type) ? type : undefined,
    activity: activityName(activity),
    actorId: activity.User?.Id,
  }
}

export function activityRegisters(
  activity: Activity,
  at: string,
  streamId: string | null | undefined,
): Registers {
  return meaningOf(activity).registers?.(activity.Data ?? {}, at, streamId) ?? {}
}

export function activityIndexItems(activity: Activity, at: string): IndexItem[] {
  return meaningOf(activity).indexItems?.(activity.Data ?? {}, at) ?? []
}

function meaningOf(activity: Activity): Meaning {
  return meanings[activityName(activity) ?? ''] ?? {}
}
