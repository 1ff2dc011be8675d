import type { JsonObject } from '../../../../shared/commbox/json.ts'
import { dayFirst } from '../conversation.ts'
import type { Random } from '../random.ts'
import type { Calendar } from './calendar.ts'
import { agents, type Channel, type Tag, texts } from './cast.ts'
import type { Act, Known, Person, Webhook } from './known.ts'

type Written = 'customer' | 'agent' | 'bot'
const statusNames = { '1': 'Open', '2': 'Resolved', '8': 'In Process' } as const
type StatusId = keyof typeof statusNames

export type Setting = { id: string; customerId: string; person: Person; channel: Channel; start: number }

/** What can happen in a conversation, one after the other, as webhooks and as what is known. */
export function actsOf(random: Random, calendar: Calendar, setting: Setting) {
  const { id, customerId, person, channel } = setting
  const acts: Act[] = []
  let time = setting.start
  let number = 0
  let status: StatusId = '1'
  let holder = random.pick(agents)
  const email = channel.type === 'Mail' ? person.email : ''
  const customer = { Id: customerId, FirstName: person.name, Phone1: person.phone, Email: email }
  const nextId = () => {
    number += 1
    return `7${id.slice(1)}${String(number).padStart(3, '0')}`
  }
  const act = (know: Act['know'], ...webhooks: Webhook[]) => acts.push({ time, know, webhooks })
  const ofObject = (trigger: string, payload: JsonObject): Webhook => ({
    receivedAt: time + random.between(200, 3000),
    entity: 'Object',
    trigger,
    payload: { Id: id, StreamId: channel.id, SubStreamId: '0', ...payload },
  })
  const activity = (Type: string, Data: JsonObject): Webhook => {
    const Activity = { Id: nextId(), Type, CreateDate: dayFirst(time), User: { Id: holder.id }, Data }
    return ofObject('OnNewActivity', { Activities: { Activity } })
  }
  const message = (from: Written): JsonObject => {
    const ManagerId = from === 'agent' ? holder.id : '0'
    const flag = from === 'customer' ? 'ruleLastMessageFromCustomer' : 'ruleLastMessageFromManager'
    const Message = random.pick(texts[from])
    return { Message, CreateDate: dayFirst(time), ManagerId, Content: { [flag]: true } }
  }
  const changeTag = (tag: Tag, isRemoveTag: boolean, know: Act['know']) => {
    const Action = isRemoveTag ? 'Remove' : 'Add'
    const sent = activity('7', { tagId: tag.id, isRemoveTag, name: tag.name, group_name: tag.group })
    const again = ofObject('OnUpdateTag', { Tags: { Tag: { Id: tag.id, Action } } })
    act(know, sent, ...(random.chance(0.5) ? [again] : []))
  }
  return {
    acts,
    pass(least: number, most: number) {
      time += random.between(least, most) * 1000
    },
    waitForOffice() {
      time = calendar.officeTime(time)
    },
    /** What happens in `between` leaves the clock as it was. */
    meanwhile(between: () => void) {
      const before = time
      between()
      time = before
    },
    write(from: Written) {
      const [agent, at, body] = [holder, time, message(from)]
      const isOpening = acts.length === 0
      const opening = { ...body, User: customer, StatusID: status, StreamProviderType: channel.type }
      const author =
        from === 'customer'
          ? { User: customer, StreamProviderType: channel.type }
          : { User: { Id: body.ManagerId ?? '0' }, StreamProviderType: '0' }
      const child = () =>
        ofObject('OnNewChild', {
          StatusID: status,
          Children: { Child: { Id: nextId(), ...body, ...author } },
        })
      // The opening message often comes as OnNewChild as well, and any message sometimes twice.
      const webhooks = isOpening
        ? [ofObject('OnNew', opening), ...(random.chance(0.4) ? [child()] : [])]
        : [child()]
      const again = random.chance(0.03) ? webhooks.slice(0, 1) : []
      const written = statusNames[status]
      act(
        (known) => {
          known.written.push({ time: at, from })
          if (from === 'customer') {
            known.waitingSince ??= at
            reopen(known, written)
          }
          if (from !== 'agent') return
          known.waitingSince = undefined
          if (known.begunBy === 'customer') known.response ??= { time: at, agent }
        },
        ...webhooks,
        ...again,
      )
    },
    assign() {
      const agent = random.pick(agents)
      holder = agent
      act(
        (known) => {
          known.holder = agent
        },
        activity('6', { managerId: agent.id, assignedManagerId: agent.id }),
      )
    },
    tag(tag: Tag) {
      const at = time
      changeTag(tag, false, (known) => {
        known.tagged.push({ time: at, tag })
        known.tags.add(tag.name)
      })
    },
    untag(tag: Tag) {
      changeTag(tag, true, (known) => known.tags.delete(tag.name))
    },
    resolve() {
      const [at, agent] = [time, holder]
      status = '2'
      act(
        (known) => {
          known.status = 'Resolved'
          known.resolutions.push({ time: at, agent, isReopened: false })
        },
        activity('2', { statusId: status }),
      )
    },
    /** An agent takes up a resolved conversation again. */
    takeUp() {
      status = '8'
      act((known) => reopen(known, 'In Process'), activity('2', { statusId: status }))
    },
    /** CommBox opens a resolved conversation with the customer's next message. */
    openWithNextMessage() {
      status = '1'
    },
    score() {
      const [at, score] = [time, random.between(1, 5)]
      const payload = { ObjectId: id, Score: String(score), Description: 'טוב מאוד' }
      act((known) => void known.scores.push({ time: at, score, agent: known.holder }), {
        ...{ receivedAt: at, entity: 'Satisfaction', trigger: 'OnSubmit', payload },
      })
    },
    form() {
      const [at, url] = [time, `https://example.com/forms/${id}.pdf`]
      const answers = { 'Full name': person.name, 'מספר הזמנה': `0${id.slice(-6)}`, Terms: 'true' }
      const payload = { ObjectId: id, FormUrl: url, Properties: answers }
      act((known) => void known.forms.push({ time: at, url, answers }), {
        ...{ receivedAt: at, entity: 'Form', trigger: 'OnSubmit', payload },
      })
    },
  }
}

function reopen(known: Known, status: Known['status']): void {
  const last = known.resolutions.at(-1)
  if (known.status === 'Resolved' && last) last.isReopened = true
  if (known.status === 'Resolved' || status === 'In Process') known.status = status
}
