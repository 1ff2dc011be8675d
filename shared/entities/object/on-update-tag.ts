import * as v from 'valibot'
import { tagChangeDrafts, tagsFields } from '../tag-change.ts'
import { has, trigger } from '../trigger.ts'
import { channelRegisters, conversationFields } from './conversation.ts'
import { tagIndexItem } from './tag-index-item.ts'

const schema = v.looseObject({ ...tagsFields, ...conversationFields })

/** Tags were put on a conversation, or taken off it. */
export const onUpdateTag = trigger({
  schema,
  distinctive: ['Tags'],
  list: { holder: 'Tags', name: 'Tag' },
  isCertain: (payload) => has(payload, 'Tags'),
  interpret: (conversation, payload) =>
    tagChangeDrafts(conversation.Id, conversation.Tags, payload, {
      context: channelRegisters(conversation),
      indexItem: tagIndexItem,
    }),
})
