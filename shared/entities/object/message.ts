import * as v from 'valibot'
import { nameOf, objectStatuses, objectTypes } from '../../commbox/enums.ts'
import type { Json } from '../../commbox/json.ts'
import { cutText, excerpt } from '../../commbox/text.ts'
import { boolean, id, number, oneOrMany, part, text, time } from '../../commbox/values.ts'
import { type Attributes, eventTime, type Registers } from '../../events/draft.ts'
import { personSchema } from './person.ts'

const link = v.looseObject({ href: text, size: number })
const attachment = v.looseObject({ path: text, href: text, name: text, size: number })

/** The fields of a message: of a flat payload as of a nested child. */
export const messageFields = {
  Message: text,
  Content: part(
    v.looseObject({
      /** One of them is true, and the other is then absent. */
      ruleLastMessageFromCustomer: boolean,
      ruleLastMessageFromManager: boolean,
      link: part(link),
      attachments: oneOrMany(attachment),
      subject: text,
      call_direction: text,
      call_duration: number,
    }),
  ),
  ManagerId: id,
  User: part(personSchema),
  CreateDate: time,
  Type: text,
}

const messageSchema = v.looseObject(messageFields)
export type Message = v.InferOutput<typeof messageSchema>

/** How much of the last message a state shows, in characters. */
const excerptLength = 200
/** What an event shows of its files: the payload has them all. */
const mostFiles = 20
const longestAddress = 1000

/** Who wrote a message, if it says so: by its flag, else by whether it names a manager. */
export function sender({ Content, ManagerId }: Message): 'customer' | 'manager' | undefined {
  const { ruleLastMessageFromCustomer: byCustomer, ruleLastMessageFromManager: byManager } = Content ?? {}
  if (byCustomer === true && byManager !== true) return 'customer'
  if (byManager === true && byCustomer !== true) return 'manager'
  if (byCustomer === false || ManagerId) return 'manager'
  return ManagerId === null ? 'customer' : undefined
}

/** What a message says of itself, for the event of it. */
export function messageAttributes(message: Message, statusId: string | null | undefined): Attributes {
  const { Content, Type } = message
  const from = sender(message)
  return {
    text: message.Message,
    from,
    managerId: message.ManagerId,
    actorId: from === 'manager' ? message.ManagerId : undefined,
    messageType: Type && /^\d+$/.test(Type) ? nameOf(objectTypes, Type) : Type,
    files: filesOf(Content),
    subject: Content?.subject,
    callDirection: Content?.call_direction,
    callDuration: Content?.call_duration,
    statusId,
    status: statusId ? nameOf(objectStatuses, statusId) : undefined,
  }
}

/** Name, size in bytes and address of a message's files. Addresses may be relative, as CommBox sends them. */
function filesOf(content: Message['Content']): Json | undefined {
  const attachments = (content?.attachments ?? []).map(({ name, size, path, href }) =>
    file({ name, size, address: path ?? href }),
  )
  const linked = content?.link?.href ? [file({ size: content.link.size, address: content.link.href })] : []
  const files = [...attachments, ...linked].filter((each) => Object.keys(each).length > 0)
  return files.length > 0 ? files.slice(0, mostFiles) : undefined
}

type File = {
  name?: string | null | undefined
  size?: number | null | undefined
  address?: string | null | undefined
}

function file({ name, size, address }: File) {
  return {
    ...(name ? { name: cutText(name, longestAddress) } : {}),
    ...(size == null ? {} : { size }),
    ...(address ? { address: cutText(address, longestAddress) } : {}),
  }
}

/**
 * What a message says of its conversation. Text and sender are of the latest message whose text was sent, an empty
 * text included; a message without a text says nothing of them.
 */
export function lastMessageRegisters(message: Message): Registers {
  const { Message: content } = message
  return {
    lastMessageAt: eventTime,
    ...(content === undefined
      ? {}
      : {
          lastMessageText: content && excerpt(content, excerptLength),
          lastMessageFrom: sender(message) ?? null,
        }),
  }
}
