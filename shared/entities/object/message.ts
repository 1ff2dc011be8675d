import * as v from 'valibot'
import type { JsonObject } from '../../commbox/json.ts'
import { excerpt } from '../../commbox/text.ts'
import { boolean, id, oneOrMany, part, text, time } from '../../commbox/values.ts'
import type { Attributes, EventDraft } from '../../events/event.ts'
import type { Registers } from '../../events/register.ts'
import { personSchema } from './person.ts'

/** The fields of a message: of a flat payload as of a nested child. */
export const messageFields = {
  Message: text,
  Content: part(
    v.looseObject({
      /** `Item1` is a language; `Item2` is the id of the message that was written in it. */
      languages: oneOrMany(v.looseObject({ Item2: id })),
      ruleLastMessageFromCustomer: boolean,
    }),
  ),
  ManagerId: id,
  User: part(personSchema),
  CreateDate: time,
}

const messageSchema = v.looseObject(messageFields)
export type Message = v.InferOutput<typeof messageSchema>

/** How much of the last message a state shows, in characters. */
const excerptLength = 200

/** The id of a flat message: of several languages' the greatest, which is the newest. */
export function flatMessageId({ Content }: Message): string | undefined {
  const ids = (Content?.languages ?? []).flatMap(({ Item2 }) => Item2 ?? [])
  return ids.sort((a, b) => a.length - b.length || (a < b ? -1 : 1)).at(-1)
}

/** Who wrote a message, where it tells: its flag, else whether it names a manager. */
export function sender({ Content, ManagerId }: Message): 'customer' | 'manager' | undefined {
  const isFromCustomer = Content?.ruleLastMessageFromCustomer
  if (isFromCustomer === true) return 'customer'
  if (isFromCustomer === false || ManagerId) return 'manager'
  return ManagerId === null ? 'customer' : undefined
}

/** What a message says of itself, for the event of it. */
export function messageAttributes(message: Message, messageId: string | null | undefined): Attributes {
  const from = sender(message)
  return {
    messageId,
    text: message.Message,
    from,
    managerId: message.ManagerId,
    actorId: from === 'manager' ? message.ManagerId : undefined,
  }
}

/** The three that belong together: one message sets them all, also to nothing. */
export function lastMessageRegisters(message: Message, at: string): Registers {
  return {
    lastMessageAt: at,
    lastMessageText: message.Message ? excerpt(message.Message, excerptLength) : null,
    lastMessageFrom: sender(message) ?? null,
  }
}

/** The draft of one message of a conversation. */
export function messageDraft(
  conversationId: string,
  message: Message,
  messageId: string | null | undefined,
  content: JsonObject,
  registers: { sets: Registers; fallbacks?: Registers },
): EventDraft {
  return {
    key: conversationId,
    ownId: messageId,
    content,
    occurredAt: message.CreateDate,
    attributes: () => messageAttributes(message, messageId),
    sets: (at) => ({ ...registers.sets, ...lastMessageRegisters(message, at) }),
    fallbacks: () => registers.fallbacks ?? {},
  }
}
