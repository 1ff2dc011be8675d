import * as v from 'valibot'
import { wholePayload } from '../elements.ts'
import { trigger } from '../trigger.ts'
import { channelRegisters, conversationFields } from './conversation.ts'

/** A conversation was taken from its manager by hand: nobody holds it. */
export const onUnAssign = trigger({
  schema: v.looseObject(conversationFields),
  distinctive: [],
  interpret: (conversation, payload) => [
    {
      key: conversation.Id,
      ...wholePayload(payload),
      sets: { assigned: false, 'holder.managerId': null },
      context: channelRegisters(conversation),
    },
  ],
})
