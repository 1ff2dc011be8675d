import type * as v from 'valibot'
import type { Entity } from '../commbox/names.ts'
import { tables } from '../tables.ts'
import { chatExit, latestExit } from './chats.ts'
import { conversation, conversationEvent } from './conversation-items.ts'
import { form, latestForm } from './forms.ts'
import { eventFields } from './item.ts'
import { latestScore, score } from './satisfaction.ts'
import { tag, tagEvent, tagGroup } from './tags.ts'
import { user, userEvent } from './user-items.ts'

type ItemSchema = v.ObjectSchema<v.ObjectEntries, undefined>

/** How the client reads the events and the states of each entity; the Tags table has two kinds of states. */
export const schemas: Readonly<Record<Entity, { event: ItemSchema; states: readonly ItemSchema[] }>> = {
  Object: { event: conversationEvent, states: [conversation] },
  User: { event: userEvent, states: [user] },
  Satisfaction: { event: score, states: [latestScore] },
  Tag: { event: tagEvent, states: [tag, tagGroup] },
  Form: { event: form, states: [latestForm] },
  Chat: { event: chatExit, states: [latestExit] },
}

/**
 * Returns the names of all attributes of an entity's events or states: the key, then what they say, then the
 * attributes that every event has.
 */
export function attributesOf(entity: Entity, kind: 'events' | 'states'): string[] {
  const { event, states } = schemas[entity]
  return attributeNames(tables[entity].partitionKey, kind === 'events' ? [event] : states)
}

/** Attributes of every event that people read first. */
const leading = ['occurredAt', 'receivedAt', 'trigger']

/** Orders the attributes of schemas as `attributesOf` returns them. */
export function attributeNames(key: string, ofSchemas: readonly ItemSchema[]): string[] {
  const names = new Set(ofSchemas.flatMap(({ entries }) => Object.keys(entries)))
  const own = [...names].filter((name) => !Object.hasOwn(eventFields, name))
  const common = Object.keys(eventFields).filter((name) => names.has(name))
  const first = leading.filter((name) => names.has(name))
  return [...new Set([key, ...first, ...own, ...common])]
}
