import * as v from 'valibot'
import { wholePayload } from '../elements.ts'
import { trigger } from '../trigger.ts'
import { channelRegisters, conversationFields } from './conversation.ts'

/** A conversation was assigned by hand. The payload does not say to whom: activity 6 does. */
export const onAssign = trigger({
  schema: v.looseObject(conversationFields),
  distinctive: [],
  interpret: (conversation, payload) => [
    {
      key: conversation.Id,
      ...wholePayload(payload),
      sets: { assigned: true },
      context: channelRegisters(conversation),
    },
  ],
})
