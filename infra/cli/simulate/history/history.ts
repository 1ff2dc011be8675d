import { randomOf } from '../random.ts'
import { calendarOf } from './calendar.ts'
import { agents, channels, tagGroups, tags } from './cast.ts'
import { playConversation } from './conversation.ts'
import type { Known, Person, Webhook } from './known.ts'

export type HistorySettings = {
  days: number
  /** How many conversations begin on a day. */
  perDay: number
  seed: number
  timeZone: string
}

/** A history: webhooks by the conversation or the setting that they are of, and what is known of each conversation. */
export type History = { webhooks: Webhook[][]; known: Known[]; end: number }

const day = 24 * 60 * 60 * 1000
/** Ids count seconds from here, so that those of one history differ from those of any other. */
const firstRun = Date.UTC(2026, 0, 1)

/**
 * Makes the traffic of a support centre over some days until now. The same settings make the same history, except for
 * its ids and times.
 */
export function makeHistory({ days, perDay, seed, timeZone }: HistorySettings, now: Date): History {
  const random = randomOf(seed)
  const calendar = calendarOf(timeZone)
  // CommBox's times have whole seconds.
  const end = Math.floor(now.getTime() / 1000) * 1000
  const start = end - days * day
  const run = String(Math.floor((end - firstRun) / 1000)).padStart(9, '0')
  const count = days * perDay
  // People come back: there are fewer than conversations.
  const people = Array.from({ length: Math.max(1, Math.ceil(count / 2.5)) }, (_, number): Person => {
    const digits = String(number).padStart(7, '0')
    const { name } = random.pick(agents)
    return { name, phone: `97252${digits}`, email: `person${digits}@example.com` }
  })
  const played = Array.from({ length: count }, (_, number) => {
    const who = random.between(0, people.length - 1)
    const channel = random.pick(channels)
    const person = people[who] ?? { name: '', phone: '', email: '' }
    return playConversation(random, calendar, {
      id: `9${run}${String(number).padStart(6, '0')}`,
      // On each channel the person is another customer.
      customerId: `8${run}${String(who).padStart(6, '0')}${channels.indexOf(channel)}`,
      ...{ person, channel, end, start: start + random.between(0, (days * day) / 1000 - 1) * 1000 },
    })
  }).filter(({ webhooks }) => webhooks.length > 0)
  return {
    webhooks: [
      organisation(start, days, calendar.officeTime).filter(({ receivedAt }) => receivedAt <= end),
      ...played.map(({ webhooks }) => webhooks),
    ],
    known: played.map(({ known }) => known),
    end,
  }
}

/** Agents, their log-ins and log-outs, and the tags of the settings. */
function organisation(start: number, days: number, officeTime: (instant: number) => number): Webhook[] {
  const of = (entity: 'User' | 'Tag', trigger: string, payload: Webhook['payload'], receivedAt = start) => ({
    ...{ entity, trigger, payload, receivedAt },
  })
  const openings = new Set(Array.from({ length: days }, (_, number) => officeTime(start + number * day)))
  return [
    ...agents.map(({ id: Id, firstName: FirstName, lastName: LastName }) =>
      of('User', 'OnNew', { Id, FirstName, LastName }),
    ),
    ...agents.flatMap(({ id: Id }) =>
      [...openings].flatMap((opening) => [
        of('User', 'Login', { Id }, opening),
        of('User', 'Logout', { Id }, opening + day / 3),
      ]),
    ),
    ...tagGroups.map(({ id: groupId, name }) =>
      of('Tag', 'OnAddGroup', { eventName: 'OnAddGroup', groupId, name }),
    ),
    ...tags.map(({ id: tagId, name, groupId }) =>
      of('Tag', 'OnAdd', { eventName: 'OnAdd', tagId, groupId, name }),
    ),
  ]
}
