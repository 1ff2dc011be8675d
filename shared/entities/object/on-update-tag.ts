import * as v from 'valibot'
import { tagChangeTellings, tagsFields } from '../tag-change.ts'
import { trigger } from '../trigger.ts'
import { channelRegisters, conversationFields } from './conversation.ts'
import { tagLink } from './tag-link.ts'

const schema = v.looseObject({ ...tagsFields, ...conversationFields })

/** Tags were put on a conversation, or taken off it. */
export const onUpdateTag = trigger({
  schema,
  isCertain: (payload) => 'Tags' in payload,
  tell: (conversation, payload) =>
    tagChangeTellings(conversation.Id, conversation.Tags, payload, {
      hints: () => channelRegisters(conversation),
      link: tagLink,
    }),
})
