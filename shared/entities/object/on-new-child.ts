import * as v from 'valibot'
import { id, oneOrMany, part, text } from '../../commbox/values.ts'
import type { EventDraft } from '../../events/draft.ts'
import { elementsIn, wholePayload } from '../elements.ts'
import { has, trigger } from '../trigger.ts'
import {
  channelRegisters,
  conversationFields,
  providerFields,
  providerName,
  streamRegisters,
} from './conversation.ts'
import { lastMessageRegisters, messageAttributes, messageFields, sender } from './message.ts'
import { customerDraft } from './person.ts'

const child = v.looseObject({ ...messageFields, StreamProviderType: text, Id: id })

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
type Conversation = v.InferOutput<typeof schema>
type Child = v.InferOutput<typeof child>

export const onNewChild = trigger({
  schema,
  distinctive: ['Message', 'Children'],
  list: { holder: 'Children', name: 'Child' },
  isCertain: (payload) => has(payload, 'Children'),
  interpret: (conversation, payload) => {
    const around = {
      key: conversation.Id,
      context: channelRegisters(conversation),
      fallbacks: { statusId: conversation.StatusID },
    }
    const children = conversation.Children?.Child ?? []
    if (children.length === 0) {
      return [{ ...around, ...wholePayload(payload), ...flatMessage(conversation) }]
    }
    return elementsIn(payload, 'Children', 'Child').map((element, place): EventDraft => {
      const message = children[place] ?? {}
      return {
        ...around,
        ...element,
        ...nestedMessage(conversation, message),
      }
    })
  },
})

/** A flat message has no id of its own, and its date may be the conversation's. */
function flatMessage(conversation: Conversation): Partial<EventDraft> {
  const customer = customerDraft(conversation.User, conversation.ManagerId)
  return {
    ...customer,
    occurredAtIfRecent: conversation.CreateDate,
    attributes: messageAttributes(conversation, conversation.StatusID),
    sets: { ...customer.sets, ...lastMessageRegisters(conversation) },
  }
}

function nestedMessage(conversation: Conversation, message: Child): Partial<EventDraft> {
  const isCustomers = sender(message) === 'customer'
  const person = conversation.User ?? (isCustomers ? message.User : undefined)
  // An agent's message has the provider type 0; only a customer's says what the channel is.
  const channel = isCustomers ? providerName(message.StreamProviderType) : undefined
  const customer = customerDraft(person, message.ManagerId ?? conversation.ManagerId)
  return {
    ...customer,
    ownId: message.Id,
    occurredAt: message.CreateDate,
    attributes: { messageId: message.Id, ...messageAttributes(message, conversation.StatusID) },
    sets: {
      ...streamRegisters(conversation.StreamId, { channel }),
      ...customer.sets,
      ...lastMessageRegisters(message),
    },
  }
}
