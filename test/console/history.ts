import type { Json, JsonObject } from '../../shared/commbox/json.ts'
import type { RunningConsole } from './running.ts'

/** A conversation between a customer who writes Hebrew and an agent. */
export const conversation = '4400000000000900'
const agent = '23571002'
const customer = { Id: '4430000000000900', FirstName: 'דנה', LastName: 'לוי', Phone1: '972541112233' }
const common = { Id: conversation, StreamId: '24569', SubStreamId: '0' }

/** Posts the conversation, webhook by webhook, and waits until it is stored. */
export async function postHistory({ post, queue, drain }: RunningConsole): Promise<void> {
  await post('user/login', {
    payload: { Id: agent, FirstName: 'Noa', LastName: 'Barak', Email: 'noa.barak@example.com' },
  })
  await post('object/on-new', {
    payload: {
      ...common,
      Message: 'שלום, ההזמנה שלי עוד לא הגיעה. מספר ההזמנה ABC-123',
      User: customer,
      StatusID: '1',
      Type: '4',
      ManagerId: '0',
      StreamProviderType: 'WhatsApp',
      Content: { ruleLastMessageFromCustomer: true },
      CreateDate: '25-11-2026 09:12:40',
    },
  })
  const assigned = { managerId: 23571002, assignedManagerId: 23571002, assignedManagerUserName: 'Noa Barak' }
  await post('object/on-new-activity', activity('901', '09:13:10', 6, assigned))
  await post(
    'object/on-new-child',
    message('902', '09:14:05', 'agent', 'שלום דנה, אני בודקת. רגע אחד בבקשה.'),
  )
  const tag = { tagId: 4450000000000007, isRemoveTag: false, name: 'Delivery', group_name: 'Topics' }
  await post('object/on-new-activity', activity('903', '09:15:20', 7, tag))
  await post(
    'object/on-new-activity',
    activity('904', '09:15:48', 1, { text: 'Left the warehouse this morning.' }),
  )
  await post('object/on-new-child', message('905', '09:16:31', 'agent', 'It arrives tomorrow before noon.'))
  await post('object/on-new-child', message('906', '09:17:02', 'customer', 'תודה רבה!'))
  await post('object/on-new-activity', activity('907', '09:18:00', 2, { statusId: 2 }))
  for (const [index, [day, score]] of scores.entries()) {
    await queue({
      deliveryId: `score-${index}`,
      receivedAt: `${day}T10:00:00.000Z`,
      entity: 'Satisfaction',
      trigger: 'OnSubmit',
      payload: { ObjectId: conversation, Score: String(score), Description: 'How was it?' },
    })
  }
  await drain()
}

function message(id: string, clock: string, from: 'customer' | 'agent', text: string): JsonObject {
  const child = {
    Id: `4440000000000${id}`,
    CreateDate: `25-11-2026 ${clock}`,
    Message: text,
    ManagerId: from === 'agent' ? agent : '0',
    Content: { ruleLastMessageFromCustomer: from === 'customer' },
  }
  return { payload: { ...common, User: customer, Children: { Child: [child] } } }
}

function activity(id: string, clock: string, type: number, data: Json): JsonObject {
  const element = {
    Id: `4440000000000${id}`,
    Type: String(type),
    CreateDate: `25-11-2026 ${clock}`,
    User: { Id: agent },
    Data: data,
  }
  return { payload: { ...common, Activities: { Activity: element } } }
}

const today = Date.now()

/** Scores of several days, two of them on the same day. */
export const scores = [
  [dayBefore(40), 60],
  [dayBefore(33), 85],
  [dayBefore(33), 75],
  [dayBefore(25), 40],
  [dayBefore(17), 90],
  [dayBefore(9), 95],
  [dayBefore(2), 80],
] as const

function dayBefore(days: number): string {
  return new Date(today - days * 24 * 60 * 60 * 1000).toISOString().slice(0, 10)
}
