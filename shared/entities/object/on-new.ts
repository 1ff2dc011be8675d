import * as v from 'valibot'
import { id } from '../../commbox/values.ts'
import { wholePayload } from '../elements.ts'
import { trigger } from '../trigger.ts'
import { channelRegisters, conversationFields, providerFields } from './conversation.ts'
import { lastMessageRegisters, messageAttributes, messageFields } from './message.ts'
import { customerRegisters } from './person.ts'

const schema = v.looseObject({ ...messageFields, ...providerFields, StatusID: id, ...conversationFields })

/** A new conversation, with the message that opened it if there is one. */
export const onNew = trigger({
  schema,
  distinctive: ['Message'],
  interpret: (conversation, payload) => [
    {
      key: conversation.Id,
      ...wholePayload(payload),
      occurredAt: conversation.CreateDate,
      attributes: messageAttributes(conversation, conversation.StatusID),
      sets: {
        createdAt: conversation.CreateDate,
        ...customerRegisters(conversation.User, conversation.ManagerId),
        ...(conversation.Message === undefined ? {} : lastMessageRegisters(conversation)),
      },
      context: channelRegisters(conversation),
      fallbacks: { statusId: conversation.StatusID },
    },
  ],
})
