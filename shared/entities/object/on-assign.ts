import * as v from 'valibot'
import { trigger } from '../trigger.ts'
import { channelRegisters, conversationFields } from './conversation.ts'

/** A conversation was assigned by hand. The payload does not say to whom: activity 6 does. */
export const onAssign = trigger({
  schema: v.looseObject(conversationFields),
  distinctive: [],
  interpret: (conversation, payload) => [
    {
      key: conversation.Id,
      content: payload,
      sets: () => ({ assigned: true }),
      fallbacks: () => channelRegisters(conversation),
    },
  ],
})
