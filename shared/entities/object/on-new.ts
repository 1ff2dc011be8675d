import * as v from 'valibot'
import { id } from '../../commbox/values.ts'
import { wholePayload } from '../elements.ts'
import { trigger } from '../trigger.ts'
import { channelRegisters, conversationFields, providerFields } from './conversation.ts'
import { lastMessageRegisters, messageAttributes, messageFields } from './message.ts'
import { customerDraft } from './person.ts'

const schema = v.looseObject({ ...messageFields, ...providerFields, StatusID: id, ...conversationFields })

/** A new conversation, with the message that opened it if there is one. */
export const onNew = trigger({
  schema,
  distinctive: ['Message'],
  interpret: (conversation, payload) => {
    const customer = customerDraft(conversation.User, conversation.ManagerId)
    return [
      {
        key: conversation.Id,
        ...wholePayload(payload),
        ...customer,
        occurredAt: conversation.CreateDate,
        attributes: messageAttributes(conversation, conversation.StatusID),
        sets: {
          createdAt: conversation.CreateDate,
          ...customer.sets,
          ...(conversation.Message === undefined ? {} : lastMessageRegisters(conversation)),
        },
        context: channelRegisters(conversation),
        fallbacks: { statusId: conversation.StatusID },
      },
    ]
  },
})
