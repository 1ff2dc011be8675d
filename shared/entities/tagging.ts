import { isObject, type Json, type JsonObject } from '../commbox/json.ts'
import { cutText } from '../commbox/text.ts'
import type { Registers } from '../events/draft.ts'
import type { State } from '../events/register.ts'
import { members } from '../events/state.ts'

export type Tagging = {
  tagId: string
  isHeld: boolean
  name?: string | null | undefined
  group?: string | null | undefined
}

/** Names that are kept in a state, in bytes: of tags, groups, participants, channels, customers. */
export const longestName = 160

/**
 * The registers of a tag on a conversation or a user: whether it is held, and what it is called. They are two,
 * since OnUpdateTag says the one without the other.
 */
export function taggingRegisters({ tagId, isHeld, name, group }: Tagging): Registers {
  return { [`tagged.${tagId}`]: isHeld ? true : null, [`tagNames.${tagId}`]: tagInfo(name, group) }
}

function tagInfo(name: string | null | undefined, group: string | null | undefined): JsonObject | undefined {
  if (!name && !group) return undefined
  return {
    ...(name ? { name: cutText(name, longestName) } : {}),
    ...(group ? { group: cutText(group, longestName) } : {}),
  }
}

/**
 * `tagIds` and `tags` (id → name and group) of the tags that are held. `formerTags` keeps what the others are
 * called, for when one comes back without its name.
 */
export function tagAttributes(state: State): Record<string, Json | undefined> {
  const tagIds = members(state, 'tagged')
  const tags: JsonObject = {}
  for (const tagId of tagIds) tags[tagId] = state.values[`tagNames.${tagId}`] ?? {}
  const formerTags: JsonObject = {}
  for (const tagId of members(state, 'tagNames')) {
    const info = state.values[`tagNames.${tagId}`]
    if (!Object.hasOwn(tags, tagId) && info !== undefined) formerTags[tagId] = info
  }
  return { tagIds: unlessEmpty(tagIds), tags: unlessEmpty(tags), formerTags: unlessEmpty(formerTags) }
}

/** Reads a tag's registers from the attributes of `tagAttributes`: its inverse. */
export function readTagRegister(item: JsonObject, kind: string, tagId: string): Json | undefined {
  const tag = memberOf(item.tags, tagId)
  if (kind === 'tagged') return tag === undefined ? undefined : true
  const info = tag ?? memberOf(item.formerTags, tagId)
  return isObject(info) && Object.keys(info).length > 0 ? info : undefined
}

export function memberOf(map: Json | undefined, name: string): Json | undefined {
  return isObject(map) && Object.hasOwn(map, name) ? map[name] : undefined
}

/** A list or map with something in it; an empty one is absent from an item. */
export function unlessEmpty<Group extends Json[] | JsonObject>(group: Group): Group | undefined {
  return Object.keys(group).length > 0 ? group : undefined
}
