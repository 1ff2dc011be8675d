import * as v from 'valibot'
import { type ReadClient, readClient } from '../../shared/client/client.ts'
import { conversation } from '../../shared/client/conversation-items.ts'
import type { Source } from '../../shared/client/source.ts'
import type { JsonObject } from '../../shared/commbox/json.ts'
import { scanPages } from '../../shared/dynamodb/query.ts'
import { sortKey, stateRecord } from '../../shared/dynamodb/table.ts'
import { inOrder } from '../../shared/runtime/in-order.ts'
import { assigneesIn } from '../text/activity-text.ts'
import { fullName, type Names, namesIn, noNames, present, text } from '../text/names.ts'
import { withId } from '../text/value-text.ts'

const lookUpsAtOnce = 8
/** Of a channel only a conversation that changed to it or from it has the name: of many, few. */
const [conversationsToAsk, assignmentsToAsk] = [100, 10]
type Kind = keyof Names

const naming = v.pick(conversation, ['streams', 'tags', 'formerTags'])

/**
 * Reads the names of the agents, tags and channels that a text shows: first from what is known, the state and the
 * events that it is made of, then from the Users and Tags tables and from other conversations.
 *
 * @param show makes the text; it is called once, to see whose names it asks for
 */
export async function readNames(
  client: ReadClient,
  { state, events }: { state: JsonObject | undefined; events: readonly JsonObject[] },
  show: (names: Names) => unknown,
  known: Names = noNames,
): Promise<Names> {
  const parsed = v.safeParse(naming, state)
  const own = namesIn([], [], parsed.success ? [parsed.output] : [], assigneesIn(events))
  const found = new Map<string, string>()
  const name = (kind: Kind) => (id: string) => {
    const read = found.get(`${kind} ${id}`)
    if (read !== undefined) return kind === 'person' ? withId(read, id) : read
    return known[kind](id) === id ? own[kind](id) : known[kind](id)
  }
  const names = { person: name('person'), tag: name('tag'), channel: name('channel') }
  const wanted = new Map<string, [Kind, string]>()
  const note = (kind: Kind) => (id: string) => {
    if (id && names[kind](id) === id) wanted.set(`${kind} ${id}`, [kind, id])
    return names[kind](id)
  }
  show({ person: note('person'), tag: note('tag'), channel: note('channel') })
  const lookUps = inOrder([...wanted], lookUpsAtOnce, ([, [kind, id]]) => lookUp[kind](client, id))
  for await (const [[key], read] of lookUps) if (read) found.set(key, read)
  return names
}

/** The tables that `everyName` reads whole. */
export const tablesOfNames = ['Object', 'User', 'Tag'] as const

/** Reads the names that any event has, wherever it happened: those of states, and those of assignments. */
export async function everyName(source: Source): Promise<Names> {
  const pages = scanPages(source.dynamoDb, {
    tableName: source.tableName('Object'),
    filter: {
      expression: '#record = :state OR activity = :assignment',
      names: { '#record': sortKey },
      values: { ':state': stateRecord, ':assignment': 'NewManagerAssignment' },
    },
    attributes: [...Object.keys(naming.entries), 'activity', 'payload'],
  })
  const { users, tags } = readClient(source)
  const [objects, people, settings] = await Promise.all([
    Array.fromAsync(pages),
    Array.fromAsync(users.scan()),
    Array.fromAsync(tags.scan()),
  ])
  const items = objects.flatMap((page) => page.items)
  const states = items.flatMap((item) => {
    const { success, output } = v.safeParse(naming, item)
    return success ? [output] : []
  })
  return namesIn(people, settings, states, assigneesIn(items))
}

const lookUp: Readonly<Record<Kind, (client: ReadClient, id: string) => Promise<string | undefined>>> = {
  async person({ users, conversations }, id) {
    const name = fullName((await users.get(id)) ?? {})
    if (name) return name
    const { items } = await conversations.heldBy(id, { limit: assignmentsToAsk })
    return firstFound(items, async ({ objectId }) => {
      const events = await conversations.events(objectId, { triggers: ['OnNewActivity'], order: 'newest' })
      return assigneesIn(events.items).find(([assignee]) => assignee === id)?.[1]
    })
  },
  async tag({ tags, conversations }, id) {
    const name = text((await tags.get(id))?.name)
    if (name) return name
    const { items } = await conversations.withTag(id, { limit: conversationsToAsk })
    return items.map(({ group, name }) => name && present(group, name).join(' / ')).find(Boolean)
  },
  async channel({ conversations }, id) {
    const { items } = await conversations.inChannel(id, { limit: conversationsToAsk })
    return firstFound(items, async ({ objectId }) =>
      text((await conversations.get(objectId))?.streams?.[id]?.name),
    )
  },
}

/** Returns the first name that one of the items leads to, in their order. */
async function firstFound<Item>(
  items: readonly Item[],
  ask: (item: Item) => Promise<string | undefined>,
): Promise<string | undefined> {
  for await (const [, name] of inOrder(items, lookUpsAtOnce, ask)) if (name) return name
  return undefined
}
