import { nameOf, objectStatuses } from '../../../shared/commbox/enums.ts'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import type { Entity } from '../../../shared/commbox/names.ts'
import type { Random } from './random.ts'

/** A webhook that CommBox would send. */
export type Webhook = {
  entity: Entity
  trigger: string
  /** An id that begins with `#` is sent as a JSON number, as CommBox does in some places. */
  payload: JsonObject
  /** Whether it has CommBox's own time: then the order of receipt does not matter. */
  isDated: boolean
  /** Whether it has CommBox's own id: then a repeat is the same event. */
  hasId: boolean
}

/** What a table must have about one thing at the end. */
export type Expected = { entity: Entity; key: string; events: number; facts: JsonObject }

export type Conversation = { webhooks: Webhook[]; expected: Expected[] }

const said: Readonly<Record<'customer' | 'agent', readonly [string, ...string[]]>> = {
  customer: [
    'Where is my order?',
    'שלום, איפה ההזמנה שלי?',
    'أين طلبي؟',
    'It came broken 😟',
    '=1+1 is not a formula, is it?',
    'Thanks!',
  ],
  agent: ['Let me look.', 'It leaves today.', 'רגע, אני בודק', 'We send you another one.'],
}
const people = [
  ['Noa', 'Levi'],
  ['Omar', 'Haddad'],
  ['Mia', 'Jones'],
] as const
const agents = ['23571002', '23571003', '23571562'] as const
const channels = [
  { id: '24569', name: 'Chat General', type: 'BumpYard' },
  { id: '15802', name: 'Chat Payments', type: 'BumpYard' },
  { id: '1772', name: 'WhatsApp Sales', type: 'WhatsApp' },
] as const
const tags = ['3377699720531414', '3377699720531415'] as const

/**
 * Makes one conversation, from its first message to its end, as the webhooks that CommBox sends.
 *
 * @param number of the conversation in its run, below 10,000
 * @param run 12 digits that make the ids of one run differ from those of any other
 * @param startedAt CommBox's time of the first message; a second or more passes between any two events
 */
export function makeConversation(random: Random, number: number, run: string, startedAt: Date): Conversation {
  const own = `${run}${String(number).padStart(4, '0')}`
  const objectId = `9${own}`
  const customerId = `8${own}`
  const [FirstName, LastName] = random.pick(people)
  const Phone1 = `9725${own.slice(-8)}`
  const user = { Id: customerId, FirstName, LastName, Phone1, Email: `customer${own}@example.com` }
  let now = startedAt.getTime()
  let events = 0
  let channel = random.pick(channels)
  const facts: JsonObject = { customerId, customerName: `${FirstName} ${LastName}`, customerPhone: Phone1 }
  const webhooks: Webhook[] = []
  const undated = (entity: Entity, trigger: string, payload: JsonObject) =>
    webhooks.push({ entity, trigger, payload, isDated: false, hasId: false })
  const dated = (trigger: string, element: (id: string, CreateDate: string) => JsonObject) => {
    now += random.between(1, 90) * 1000
    events += 1
    const id = `7${own}${String(events).padStart(2, '0')}`
    const payload = { Id: objectId, StreamId: channel.id, SubStreamId: '0', ...element(id, dayFirst(now)) }
    webhooks.push({ entity: 'Object', trigger, payload, isDated: true, hasId: trigger !== 'OnNew' })
  }
  const message = (from: 'customer' | 'agent', ManagerId: string) => {
    const Message = random.pick(said[from])
    Object.assign(facts, {
      lastMessageText: Message,
      lastMessageFrom: from === 'agent' ? 'manager' : 'customer',
      lastMessageAt: new Date(now).toISOString(),
    })
    const isCustomers = from === 'customer'
    const Content = isCustomers ? { ruleLastMessageFromCustomer: true } : { ruleLastMessageFromManager: true }
    const StreamProviderType = isCustomers ? channel.type : '0'
    const User = isCustomers ? user : { Id: ManagerId }
    return { Message, Content, ManagerId, User, StreamProviderType }
  }
  // The first message comes with its conversation, every other as a child with an id of its own.
  const opened = () =>
    dated('OnNew', (_id, CreateDate) => ({ ...message('customer', '0'), StatusID: '1', CreateDate }))
  const followed = (from: 'customer' | 'agent', agent: string) =>
    dated('OnNewChild', (Id, CreateDate) => ({
      Children: { Child: { Id, CreateDate, ...message(from, agent) } },
    }))
  const activity = (Type: string, agent: string, Data: JsonObject) =>
    dated('OnNewActivity', (Id, CreateDate) => ({
      Activities: { Activity: { Id, Type, CreateDate, User: { Id: agent }, Data } },
    }))

  undated('User', 'OnNew', { ...user, Locale: 'he_IL' })
  opened()
  facts.createdAt = new Date(now).toISOString()
  const agent = random.pick(agents)
  activity('6', agent, { managerId: `#${agent}`, assignedManagerId: `#${agent}` })
  Object.assign(facts, { assigned: true, managerId: agent })
  for (let left = random.between(1, 8); left > 0; left -= 1) {
    followed(left % 2 === 0 ? 'customer' : 'agent', agent)
    if (random.chance(0.2)) activity('1', agent, { text: 'Called back' })
  }
  if (random.chance(0.3)) {
    const from = channel
    channel = random.pick(channels)
    activity('5', agent, {
      oldObjectStreamId: `#${from.id}`,
      oldObjectStreamName: from.name,
      newObjectStreamId: `#${channel.id}`,
      newObjectStreamName: channel.name,
    })
    facts.streamName = channel.name
  }
  const held: string[] = []
  for (const tag of tags) {
    if (!random.chance(0.5)) continue
    activity('7', agent, { tagId: `#${tag}`, isRemoveTag: false, name: 'simulated', group_name: '' })
    if (random.chance(0.3)) activity('7', agent, { tagId: `#${tag}`, isRemoveTag: true, name: 'simulated' })
    else held.push(tag)
  }
  if (held.length > 0) facts.tagIds = held
  const isResolved = random.chance(0.8)
  if (isResolved) activity('2', agent, { statusId: '#2' })
  const statusId = isResolved ? '2' : '1'
  Object.assign(facts, { statusId, status: nameOf(objectStatuses, statusId), streamId: channel.id })

  const expected: Expected[] = [
    { entity: 'Object', key: objectId, events, facts },
    { entity: 'User', key: customerId, events: 1, facts: { firstName: FirstName, phone1: Phone1 } },
  ]
  if (isResolved && random.chance(0.6)) {
    const score = random.between(1, 5)
    undated('Satisfaction', 'OnSubmit', { ObjectId: objectId, Score: String(score), Description: 'טוב מאוד' })
    expected.push({ entity: 'Satisfaction', key: objectId, events: 1, facts: { score } })
  }
  if (random.chance(0.2)) {
    const formUrl = `https://example.com/forms/${own}.pdf`
    undated('Form', 'OnSubmit', { ObjectId: objectId, FormUrl: formUrl, Properties: { field_0: 'yes' } })
    expected.push({ entity: 'Form', key: objectId, events: 1, facts: { formUrl } })
  }
  if (random.chance(0.5)) {
    undated('Chat', 'OnUserExit', { User: { Id: customerId }, Object: { Id: objectId } })
    expected.push({ entity: 'Chat', key: objectId, events: 1, facts: { userId: customerId } })
  }
  return { webhooks, expected }
}

/** Writes `09-06-2024 07:28:47`, CommBox's layout of most times. */
export function dayFirst(time: number): string {
  const [date = '', clock = ''] = new Date(time).toISOString().split('T')
  return `${date.split('-').reverse().join('-')} ${clock.slice(0, 8)}`
}
