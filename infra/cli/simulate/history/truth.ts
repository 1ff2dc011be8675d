import type { JsonObject } from '../../../../shared/commbox/json.ts'
import { calendarOf } from './calendar.ts'
import type { History } from './history.ts'
import type { Known } from './known.ts'

/** The answers to the ten reports, each as the rows of its default form, over the whole history. */
export type Truth = { asOf: string; timeZone: string; seed: number; reports: Record<string, JsonObject[]> }

const hour = 3_600_000
const week = 7 * 24 * hour

/** Answers the ten reports from what is known of each conversation, without any table. */
export function truthOf({ known, end }: History, timeZone: string, seed: number): Truth {
  const { dayOf, weekOf } = calendarOf(timeZone)
  const asked = known.filter(({ begunBy }) => begunBy === 'customer')
  const resolutions = known.flatMap(({ id, resolutions }) => resolutions.map((each) => ({ ...each, id })))
  const scores = known.flatMap((each) => each.scores)
  const tagged = known.flatMap(({ id, tagged }) => tagged.map((each) => ({ ...each, id })))
  const channelOf = ({ channel }: Known) => ({ stream_id: channel.id, channel: channelName(channel) })
  const agentOf = ({ id, name }: { id: string; name: string }) => ({ agent_id: id, agent: name })
  const startOf = ({ startedAt }: Known) => time(startedAt)
  const waits = ({ response, startedAt }: Known) =>
    response === undefined ? [] : [(response.time - startedAt) / 1000]
  const hoursWaited = ({ waitingSince = end }: Known) => Math.floor((end - waitingSince) / hour)
  const repeated = repeatedContacts(known)
  const reports: Truth['reports'] = {
    'first-response': counted(
      asked,
      (each) => ({ ...channelOf(each), week: weekOf(each.startedAt) }),
      (some) => {
        const seconds = some.flatMap(waits).sort((a, b) => a - b)
        return {
          conversations: some.length,
          answered: seconds.length,
          unanswered: some.length - seconds.length,
          median_seconds: quantile(seconds, 0.5),
          p90_seconds: quantile(seconds, 0.9),
        }
      },
    ),
    scores: counted(
      scores,
      ({ agent }) => (agent ? agentOf(agent) : { agent_id: null, agent: null }),
      (some) => {
        const all = some.map(({ score }) => score)
        const average = rounded(sum(all) / all.length, 2)
        return { answers: all.length, average, lowest: Math.min(...all), highest: Math.max(...all) }
      },
    ),
    'top-tags': counted(
      tagged,
      ({ tag }) => ({ tag_group: tag.group, tag_id: tag.id, tag: tag.name }),
      (some) => ({ conversations: new Set(some.map(({ id }) => id)).size }),
    ).sort((a, b) => Number(b.conversations) - Number(a.conversations)),
    unanswered: known
      .filter((each) => each.status !== 'Resolved' && hoursWaited(each) >= 24)
      .sort((a, b) => (a.waitingSince ?? 0) - (b.waitingSince ?? 0) || (a.id < b.id ? -1 : 1))
      .map((each) => ({
        ...{ object_id: each.id, channel: channelName(each.channel), customer: each.person.name },
        ...{ agent: each.holder?.name ?? null, status: each.status },
        ...{ waiting_since: time(each.waitingSince ?? 0), hours: hoursWaited(each) },
      })),
    resolved: counted(
      resolutions,
      ({ agent, time }) => ({ ...agentOf(agent), day: dayOf(time) }),
      (some) => ({ conversations: new Set(some.map(({ id }) => id)).size }),
    ),
    'reopen-rate': counted(
      resolutions,
      ({ time }) => ({ week: weekOf(time) }),
      (some) => {
        const reopened = some.filter(({ isReopened }) => isReopened).length
        const percent_reopened = rounded((100 * reopened) / some.length, 1)
        return { resolutions: some.length, reopened, percent_reopened }
      },
    ),
    'repeat-contacts': counted(asked, channelOf, (some) => {
      const again = some.filter((each) => repeated.has(each)).length
      return {
        contacts: some.length,
        repeated: again,
        percent_repeated: rounded((100 * again) / some.length, 1),
      }
    }),
    'form-answers': known
      .flatMap((each) => each.forms.map((form) => ({ ...form, of: each })))
      .sort((a, b) => a.time - b.time || (a.of.id < b.of.id ? -1 : 1))
      .flatMap(({ of, time, url, answers }) =>
        Object.entries(answers)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([field, answer]) => ({
            ...{
              day: dayOf(time),
              object_id: of.id,
              channel: channelName(of.channel),
              customer: of.person.name,
            },
            ...{ form_url: url, field, answer },
          })),
      ),
    overview: overview(known, dayOf),
    conversations: known
      .toSorted((a, b) => a.startedAt - b.startedAt || (a.id < b.id ? -1 : 1))
      .map((each) => ({
        ...{
          object_id: each.id,
          begun_time: startOf(each),
          channel: channelName(each.channel),
          customer_id: each.customerId,
        },
        ...{ customer: each.person.name, agent: each.holder?.name ?? null, status: each.status },
        outcome: each.begunBy === 'agent' ? 'agent-begun' : each.response ? 'answered' : 'unanswered',
        first_response_seconds: waits(each)[0] ?? null,
        ...{ customer_messages: countOf(each, 'customer'), agent_messages: countOf(each, 'agent') },
        bot_messages: countOf(each, 'bot'),
        average_score:
          each.scores.length > 0 ? sum(each.scores.map(({ score }) => score)) / each.scores.length : null,
      })),
  }
  return { asOf: new Date(end).toISOString(), timeZone, seed, reports }
}

/** A channel without a name is called by its type and id. */
function channelName({ type, id }: Known['channel']): string {
  return `${type} ${id}`
}

/** Conversations that the same person began within a week after that person's last one began. */
function repeatedContacts(known: readonly Known[]): Set<Known> {
  const repeated = new Set<Known>()
  for (const ofPerson of Map.groupBy(known, ({ person }) => person).values()) {
    const inOrder = ofPerson.toSorted((a, b) => a.startedAt - b.startedAt)
    for (const [index, each] of inOrder.entries()) {
      const before = inOrder[index - 1]
      if (before && each.startedAt - before.startedAt <= week) repeated.add(each)
    }
  }
  return repeated
}

function overview(known: readonly Known[], dayOf: (instant: number) => string): JsonObject[] {
  const things = known.flatMap((each) => [
    { time: each.startedAt, what: 'conversations' },
    ...each.written.map(({ time, from }) => ({ time, what: `${from}_messages` })),
    ...each.resolutions.map(({ time }) => ({ time, what: 'resolutions' })),
  ])
  return counted(
    things,
    ({ time }) => ({ day: dayOf(time) }),
    (some) => {
      const of = (what: string) => some.filter((thing) => thing.what === what).length
      return {
        ...{ conversations: of('conversations'), customer_messages: of('customer_messages') },
        ...{ agent_messages: of('agent_messages'), resolutions: of('resolutions') },
      }
    },
  )
}

function countOf({ written }: Known, author: 'customer' | 'agent' | 'bot'): number {
  return written.filter(({ from }) => from === author).length
}

/** One row for each group, in the order of what they are grouped by. */
function counted<Thing>(
  things: readonly Thing[],
  by: (thing: Thing) => JsonObject,
  count: (things: readonly Thing[]) => JsonObject,
): JsonObject[] {
  return [...Map.groupBy(things, (thing) => JSON.stringify(Object.values(by(thing))))]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, some]) => some.slice(0, 1).map((first) => ({ ...by(first), ...count(some) })))
}

/** The least of the sorted numbers that at least this share of them does not exceed. */
function quantile(sorted: readonly number[], share: number): number | null {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

function rounded(number: number, digits: number): number {
  return Math.round(number * 10 ** digits) / 10 ** digits
}

/** An instant as the tables of reports show it. */
function time(instant: number): string {
  return new Date(instant).toISOString().slice(0, 19).replace('T', ' ')
}
