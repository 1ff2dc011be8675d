import { isObject, type Json, type JsonObject } from '../commbox/json.ts'
import { excerpt } from '../commbox/text.ts'
import type { Registers, State } from '../events/register.ts'
import { members } from '../events/state.ts'

export type Tagging = {
  tagId: string
  isHeld: boolean
  name?: string | null | undefined
  group?: string | null | undefined
}

/**
 * The registers of a tag on a conversation or a user: whether it is held, and what it is called. They are two,
 * since OnUpdateTag tells the one without the other.
 */
export function taggingRegisters({ tagId, isHeld, name, group }: Tagging): Registers {
  const info = tagInfo(name, group)
  return { [`tagged.${tagId}`]: isHeld ? true : null, [`tagNames.${tagId}`]: info }
}

function tagInfo(name: string | null | undefined, group: string | null | undefined): JsonObject | undefined {
  if (!name && !group) return undefined
  return { ...(name ? { name: excerpt(name, 200) } : {}), ...(group ? { group: excerpt(group, 200) } : {}) }
}

/**
 * `tagIds` and `tags` (id → name and group) of the tags that are held. `formerTags` remembers what the others
 * are called, for when one comes back without its name.
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

/** Reads a tag's registers back from the attributes that `tagAttributes` made. */
export function readTagRegister(item: JsonObject, set: string, tagId: string): Json | undefined {
  const tag = memberOf(item.tags, tagId)
  if (set === 'tagged') return tag === undefined ? undefined : true
  const info = tag ?? memberOf(item.formerTags, tagId)
  return isObject(info) && Object.keys(info).length > 0 ? info : undefined
}

function memberOf(map: Json | undefined, name: string): Json | undefined {
  return isObject(map) && Object.hasOwn(map, name) ? map[name] : undefined
}

/** A list or map with something in it; an empty one is absent from an item. */
export function unlessEmpty<Group extends Json[] | JsonObject>(group: Group): Group | undefined {
  return Object.keys(group).length > 0 ? group : undefined
}
