import { isObject, type JsonObject } from '../../../shared/commbox/json.ts'
import { withId } from '../../text/state-text.ts'

/** Names for ids, as far as anybody has told them. */
export type Names = {
  /** `Dana Levi (23571562)` */
  person(id: string): string
  /** The name of a tag; its id where it has none. */
  tag(id: string): string
  /** The name of a channel; its id where it has none. */
  stream(id: string): string
}

/** Reads names off the states of users, tags and conversations. */
export function namesIn(
  users: readonly JsonObject[],
  tags: readonly JsonObject[],
  conversations: readonly JsonObject[],
): Names {
  const people = new Map(users.map((user) => [text(user.userId), fullName(user)]))
  const tagNames = new Map(tags.map(({ tagId, name }) => [text(tagId), text(name)]))
  const streams = new Map<string, string>()
  for (const { streamId, streamName, streamNames } of conversations) {
    if (isObject(streamNames))
      for (const [id, name] of Object.entries(streamNames)) streams.set(id, text(name))
    if (streamName) streams.set(text(streamId), text(streamName))
  }
  return {
    person: (id) => withId(people.get(id) ?? '', id),
    tag: (id) => tagNames.get(id) || id,
    stream: (id) => streams.get(id) || id,
  }
}

/** The tags of a conversation or user, as far as their names are known. */
export function tagsOf({ tags, tagIds }: JsonObject, names: Names): { id: string; name: string }[] {
  const known = isObject(tags) ? tags : {}
  const ids = Array.isArray(tagIds) ? tagIds.map(text) : []
  return ids.map((id) => {
    const tag = known[id]
    const name = isObject(tag) ? [text(tag.group), text(tag.name)].filter(Boolean).join(' / ') : ''
    return { id, name: name || names.tag(id) }
  })
}

export function fullName({ firstName, lastName }: JsonObject): string {
  return [text(firstName), text(lastName)].filter(Boolean).join(' ')
}

/** An attribute as text; empty where it is absent. */
export function text(value: JsonObject[string] | undefined): string {
  return value === undefined || value === null ? '' : String(value).trim()
}
