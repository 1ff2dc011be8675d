import * as v from 'valibot'
import { oneOrMany, part } from '../../commbox/values.ts'
import type { EventDraft } from '../../events/draft.ts'
import { elementsIn, wholePayload } from '../elements.ts'
import { has, trigger } from '../trigger.ts'
import { activityDraft, activitySchema } from './activity.ts'
import { channelRegisters, conversationFields } from './conversation.ts'

const schema = v.looseObject({
  Activities: part(v.looseObject({ Activity: oneOrMany(activitySchema) }), 'Activity'),
  ...conversationFields,
})

/** Something happened to a conversation: one of CommBox's types of activity, or several at once. */
export const onNewActivity = trigger({
  schema,
  distinctive: ['Activities'],
  list: { holder: 'Activities', name: 'Activity' },
  isCertain: (payload) => has(payload, 'Activities'),
  interpret: (conversation, payload) => {
    const around = { key: conversation.Id, context: channelRegisters(conversation) }
    const activities = conversation.Activities?.Activity ?? []
    if (activities.length === 0) {
      return [{ ...around, ...wholePayload(payload) }]
    }
    return elementsIn(payload, 'Activities', 'Activity').map((element, place): EventDraft => {
      const activity = activities[place] ?? {}
      return {
        ...around,
        ...element,
        ownId: activity.Id,
        occurredAt: activity.CreateDate,
        ...activityDraft(activity, conversation.StreamId),
      }
    })
  },
})
