import * as v from 'valibot'
import type { ReadClient } from '../../shared/client/client.ts'
import { conversation } from '../../shared/client/conversations.ts'
import type { JsonObject } from '../../shared/commbox/json.ts'
import { inOrder } from '../../shared/runtime/in-order.ts'
import { assigneesIn } from '../text/activity-text.ts'
import { fullName, type Names, namesIn, present, text } from '../text/names.ts'
import { withId } from '../text/value-text.ts'

const [lookUpsAtOnce, conversationsToAsk] = [8, 10]
type Kind = keyof Names

const naming = v.pick(conversation, ['streams', 'tags', 'formerTags'])

/**
 * Reads the names of the agents, tags and channels that a text shows: first from the state and the events that it is
 * made of, then from the Users and Tags tables and from other conversations.
 *
 * @param show makes the text; it is called once, to see whose names it asks for
 */
export async function readNames(
  client: ReadClient,
  { state, events }: { state: JsonObject | undefined; events: readonly JsonObject[] },
  show: (names: Names) => unknown,
): Promise<Names> {
  const parsed = v.safeParse(naming, state)
  const own = namesIn([], [], parsed.success ? [parsed.output] : [], assigneesIn(events))
  const wanted = new Map<string, [Kind, string]>()
  const note = (kind: Kind) => (id: string) => {
    const name = own[kind](id)
    if (id && name === id) wanted.set(`${kind} ${id}`, [kind, id])
    return name
  }
  show({ person: note('person'), tag: note('tag'), channel: note('channel') })
  const found = new Map<string, string>()
  const lookUps = inOrder([...wanted], lookUpsAtOnce, ([, [kind, id]]) => lookUp[kind](client, id))
  for await (const [[key], name] of lookUps) if (name) found.set(key, name)
  return {
    person: (id) => withId(found.get(`person ${id}`) ?? own.person(id), id),
    tag: (id) => found.get(`tag ${id}`) ?? own.tag(id),
    channel: (id) => found.get(`channel ${id}`) ?? own.channel(id),
  }
}

const lookUp: Readonly<Record<Kind, (client: ReadClient, id: string) => Promise<string | undefined>>> = {
  person: async ({ users }, id) => fullName((await users.get(id)) ?? {}),
  async tag({ tags, conversations }, id) {
    const name = text((await tags.get(id))?.name)
    if (name) return name
    const { items } = await conversations.withTag(id, { limit: conversationsToAsk })
    return items.map(({ group, name }) => name && present(group, name).join(' / ')).find(Boolean)
  },
  async channel({ conversations }, id) {
    const { items } = await conversations.inChannel(id, { limit: conversationsToAsk })
    const states = await Promise.all(items.map(({ objectId }) => conversations.get(objectId)))
    return states.map((state) => text(state?.streams?.[id]?.name)).find(Boolean)
  },
}
