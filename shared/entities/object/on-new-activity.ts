import * as v from 'valibot'
import { elementsOf, oneOrMany, part } from '../../commbox/values.ts'
import { has, trigger } from '../trigger.ts'
import { activityAttributes, activityIndexItems, activityRegisters, activitySchema } from './activity.ts'
import { channelRegisters, conversationFields } from './conversation.ts'

const schema = v.looseObject({
  Activities: part(v.looseObject({ Activity: oneOrMany(activitySchema) }), 'Activity'),
  ...conversationFields,
})

/** Something happened to a conversation: one of CommBox's types of activity, or several at once. */
export const onNewActivity = trigger({
  schema,
  distinctive: ['Activities'],
  isCertain: (payload) => has(payload, 'Activities'),
  interpret: (conversation, payload) => {
    const channel = channelRegisters(conversation)
    const activities = conversation.Activities?.Activity ?? []
    if (activities.length === 0) return [{ key: conversation.Id, content: payload, sets: () => channel }]
    const elements = elementsOf(payload.Activities, 'Activity')
    return activities.map((activity, index) => ({
      key: conversation.Id,
      ownId: activity.Id,
      content: elements[index] ?? {},
      occurredAt: activity.CreateDate,
      attributes: () => activityAttributes(activity),
      sets: (at) => overlaid(channel, activityRegisters(activity, at, conversation.StreamId)),
      indexItems: (at) => activityIndexItems(activity, at),
    }))
  },
})

/** What the activity itself says of the channel stands before what surrounds it. */
function overlaid<Members extends object>(under: Members, over: Members): Members {
  const told = Object.entries(over).filter(([, value]) => value !== undefined)
  return { ...under, ...Object.fromEntries(told) }
}
