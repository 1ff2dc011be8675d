import * as v from 'valibot'
import { id } from '../../commbox/values.ts'
import { trigger } from '../trigger.ts'
import { channelRegisters, conversationFields, providerFields, providerName } from './conversation.ts'
import { flatMessageId, lastMessageRegisters, messageAttributes, messageFields } from './message.ts'
import { customerRegisters } from './person.ts'

const schema = v.looseObject({ ...messageFields, ...providerFields, StatusID: id, ...conversationFields })

/** A new conversation, with the message that opened it where there is one. */
export const onNew = trigger({
  schema,
  distinctive: ['Message'],
  interpret: (conversation, payload) => {
    const messageId = flatMessageId(conversation)
    const hasMessage = messageId !== undefined || Boolean(conversation.Message)
    return [
      {
        key: conversation.Id,
        ownId: messageId,
        content: payload,
        occurredAt: conversation.CreateDate,
        attributes: () => messageAttributes(conversation, messageId),
        sets: (at) => ({
          createdAt: conversation.CreateDate,
          statusId: conversation.StatusID,
          ...channelRegisters(conversation),
          channel: providerName(conversation.StreamProviderType),
          ...customerRegisters(conversation.User),
          ...(hasMessage ? lastMessageRegisters(conversation, at) : {}),
        }),
      },
    ]
  },
})
