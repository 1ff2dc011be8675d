import type { JsonObject } from '../../../../shared/commbox/json.ts'
import type { Entity } from '../../../../shared/commbox/names.ts'
import type { Delivery } from '../../../../shared/events/delivery.ts'

let number = 0

/** A delivery that was received at an instant (`2026-03-26T08:00:00Z`). */
export function received(at: string, entity: Entity, trigger: string, payload: JsonObject): Delivery {
  number += 1
  const receivedAt = new Date(at).toISOString()
  return { version: 1, deliveryId: `delivery-${number}`, receivedAt, entity, trigger, payload }
}

/** CommBox's form of a time: `26-03-2026 08:00:00`. */
function dayFirst(at: string): string {
  const [date = '', clock = ''] = new Date(at).toISOString().split('T')
  return `${date.split('-').reverse().join('-')} ${clock.slice(0, 8)}`
}

type Author = { customer: string; phone?: string; email?: string } | { agent: string } | 'bot'

function authorFields(author: Author): JsonObject {
  if (author === 'bot')
    return { Content: { ruleLastMessageFromManager: true }, ManagerId: '0', User: { Id: '0' } }
  if ('agent' in author)
    return {
      Content: { ruleLastMessageFromManager: true },
      ManagerId: author.agent,
      User: { Id: author.agent },
    }
  const { customer: Id, phone: Phone1 = '', email: Email = '' } = author
  return { Content: { ruleLastMessageFromCustomer: true }, ManagerId: '0', User: { Id, Phone1, Email } }
}

export type Around = { status?: string; channel?: string }

/** The message that opened a conversation, as OnNew has it: without an id. */
export function opening(
  Id: string,
  at: string,
  author: Author,
  Message: string,
  around: Around = {},
): Delivery {
  const { status: StatusID = '1', channel: StreamId = '1772' } = around
  const payload = { Id, StreamId, StatusID, Message, CreateDate: dayFirst(at), ...authorFields(author) }
  return received(at, 'Object', 'OnNew', payload)
}

/** A message in the nested layout, with an id. */
export function message(
  Id: string,
  id: string,
  at: string,
  author: Author,
  Message: string,
  around: Around = {},
): Delivery {
  const { status: StatusID = '1', channel: StreamId = '1772' } = around
  const Child = { Id: id, CreateDate: dayFirst(at), Message, ...authorFields(author) }
  return received(at, 'Object', 'OnNewChild', { Id, StreamId, StatusID, Children: { Child } })
}

/** A message in the flat layout of CommBox's help article, without an id. */
export function flat(
  Id: string,
  at: string,
  author: Author,
  Message: string,
  date: string | null = at,
): Delivery {
  const CreateDate = date === null ? '' : dayFirst(date)
  return received(at, 'Object', 'OnNewChild', {
    Id,
    StreamId: '1772',
    Message,
    CreateDate,
    ...authorFields(author),
  })
}

/** An activity: its type, who did it (0: the system), and its data. */
export function activity(
  object: string,
  Id: string,
  at: string,
  [Type, agent]: [type: string, agent: string],
  Data: JsonObject,
): Delivery {
  const Activity = { Id, Type, CreateDate: dayFirst(at), User: { Id: agent }, Data }
  return received(at, 'Object', 'OnNewActivity', { Id: object, StreamId: '1772', Activities: { Activity } })
}

export const assign = (object: string, id: string, at: string, agent: string, by = agent) =>
  activity(object, id, at, ['6', by], { assignedManagerId: agent, managerId: by })

export const status = (object: string, id: string, at: string, agent: string, statusId: string) =>
  activity(object, id, at, ['2', agent], { statusId })

export const tagged = (object: string, id: string, at: string, tagId: string, isRemoveTag = false) =>
  activity(object, id, at, ['7', '11'], { tagId, isRemoveTag, name: 'whatever' })
