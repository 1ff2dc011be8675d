import * as v from 'valibot'
import { nameOf, objectStatuses } from '../../commbox/enums.ts'
import { cutText } from '../../commbox/text.ts'
import { boolean, id, lookUp, text, time } from '../../commbox/values.ts'
import { type EventDraft, eventTime, type Registers } from '../../events/draft.ts'
import { longestName, type Tagging, taggingRegisters } from '../tagging.ts'
import { streamRegisters } from './conversation.ts'
import { tagIndexItem } from './tag-index-item.ts'

/** Every member of `Data` that some type of activity gives a meaning. The rest stays in the payload. */
export const activityData = v.looseObject({
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
type Data = v.InferOutput<typeof activityData>

/** What an activity says: about the conversation, and for the event itself. */
export type Meaning = Pick<EventDraft, 'sets' | 'redacts' | 'attributes' | 'indexItems'>

/** @param streamId the channel that surrounds the activity */
type Interpretation = (data: Data, streamId: string | null | undefined) => Meaning

/** A change without a sub-stream has none: that of the old channel does not go along. */
const streamChange: Interpretation = (data, streamId) => ({
  sets: {
    streamId: data.newObjectStreamId ?? undefined,
    ...streamRegisters(data.oldObjectStreamId, { name: data.oldObjectStreamName }),
    ...streamRegisters(data.newObjectStreamId ?? streamId, { name: data.newObjectStreamName }),
    ...streamRegisters(data.newObjectStreamId, { subStreamId: data.newObjectSubstreamId ?? null }),
  },
})

/** Types of CommBox's enum that say something about the conversation; every other type is only an event. */
export const meanings: Readonly<Record<string, Interpretation>> = {
  StatusChange: ({ statusId }) => ({ sets: { statusId }, attributes: statusAttributes(statusId) }),
  StreamChange: streamChange,
  TargetStreamChange: streamChange,
  NewManagerAssignment: assignment,
  UpdateObjectTag: (data) => {
    // A flag that is neither true nor false, or is not there, says nothing: not even that a tag was added.
    const { tagId, isRemoveTag, name, group_name: group } = data
    const attributes = { tagId, action: isRemoveTag == null ? undefined : isRemoveTag ? 'remove' : 'add' }
    if (!tagId || isRemoveTag == null) return { attributes }
    return { attributes, ...tagged({ tagId, isHeld: !isRemoveTag, name, group }) }
  },
  FollowUp: ({ scheduledTime }) => ({ sets: { followUpAt: scheduledTime } }),
  RuleExecuted: (data) => {
    const { destStreamId, destSubStreamId, changedStatusId, tagId, tagName: name } = data
    const tag = tagId ? tagged({ tagId, isHeld: true, name }) : {}
    return {
      ...tag,
      attributes: {
        ...(changedStatusId ? statusAttributes(changedStatusId) : {}),
        ...(tagId ? { tagId, action: 'add' } : {}),
      },
      sets: {
        streamId: destStreamId ?? undefined,
        ...streamRegisters(destStreamId, { subStreamId: destSubStreamId ?? null }),
        statusId: changedStatusId ?? undefined,
        ...tag.sets,
      },
    }
  },
  ParticipantChange: (data) => ({
    sets: {
      ...participant(data.addedParticipantName, data.action !== 'removeParticipant'),
      ...participant(data.removedParticipantName, false),
    },
  }),
  ConversationSummary: ({ text: summary }) => ({ sets: { summary } }),
  // It does not say which message was redacted: the last one, if that is not newer.
  RedactChild: () => ({ sets: { redactedAt: eventTime }, redacts: { lastMessageText: null } }),
}

function statusAttributes(statusId: string | null | undefined) {
  return { statusId, status: statusId ? nameOf(objectStatuses, statusId) : undefined }
}

function tagged(tagging: Tagging): Meaning {
  return { sets: taggingRegisters(tagging), indexItems: [tagIndexItem(tagging)] }
}

/** Activity 6 names the manager, or 0 for nobody; without either it says nothing. */
function assignment({ assignedManagerId, managerId }: Data): Meaning {
  // `managerId` may be the one who assigned: it counts only if nothing else says who holds it.
  const holder = assignedManagerId === undefined ? managerId : assignedManagerId
  if (holder === undefined) return {}
  const assigned = holder !== null
  return { sets: { assigned, 'holder.managerId': holder }, attributes: { assigned, managerId: holder } }
}

function participant(name: string | null | undefined, isPresent: boolean): Registers {
  return name ? { [`participants.${cutText(name, longestName)}`]: isPresent || null } : {}
}
