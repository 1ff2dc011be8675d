import * as v from 'valibot'
import { elementsOf, id, oneOrMany, part } from '../../commbox/values.ts'
import { has, trigger } from '../trigger.ts'
import { channelRegisters, conversationFields, providerFields, providerName } from './conversation.ts'
import { flatMessageId, messageDraft, messageFields, sender } from './message.ts'
import { customerRegisters } from './person.ts'

const child = v.looseObject({ ...messageFields, Id: id })

/**
 * A new message, in either of CommBox's layouts: flat, as in its help article, where `Id` is the conversation
 * and the payload itself the message; or nested, as in its API, with the messages under `Children.Child`.
 */
const schema = v.looseObject({
  ...messageFields,
  ...providerFields,
  StatusID: id,
  Children: part(v.looseObject({ Child: oneOrMany(child) }), 'Child'),
  ...conversationFields,
})

export const onNewChild = trigger({
  schema,
  distinctive: ['Message', 'Children'],
  isCertain: (payload) => has(payload, 'Children'),
  interpret: (conversation, payload) => {
    const about = {
      ...channelRegisters(conversation),
      channel: providerName(conversation.StreamProviderType),
    }
    const fallbacks = { statusId: conversation.StatusID }
    const children = conversation.Children?.Child ?? []
    if (children.length === 0) {
      const sets = { ...about, ...customerRegisters(conversation.User) }
      const messageId = flatMessageId(conversation)
      return [messageDraft(conversation.Id, conversation, messageId, payload, { sets, fallbacks })]
    }
    const elements = elementsOf(payload.Children, 'Child')
    return children.map((message, index) => {
      const customer = conversation.User ?? (sender(message) === 'customer' ? message.User : undefined)
      const sets = { ...about, ...customerRegisters(customer) }
      const messageId = message.Id ?? flatMessageId(message)
      return messageDraft(conversation.Id, message, messageId, elements[index] ?? {}, { sets, fallbacks })
    })
  },
})
