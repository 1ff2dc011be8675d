import type { Conversation } from '../../shared/client/conversation-items.ts'
import type { Tag } from '../../shared/client/tags.ts'
import type { User } from '../../shared/client/user-items.ts'
import { decodeEntities } from './entities.ts'
import { withId } from './value-text.ts'

/** Names for ids, as far as the tables have them. */
export type Names = {
  /** `Dana Levi (23571562)`; the id if the name is unknown. */
  person(id: string): string
  /** The name of a tag; its id if the name is unknown. */
  tag(id: string): string
  /** The name of a channel; its id if the name is unknown. */
  channel(id: string): string
}

type Tagged = Pick<Conversation, 'tags' | 'formerTags'>

/**
 * Collects the names that users, tags and conversations have. The settings of a tag come before what has
 * it, and the profile of an agent before `agents`.
 */
export function namesIn(
  users: readonly (Pick<User, 'userId' | 'firstName' | 'lastName'> & Tagged)[],
  tags: readonly Pick<Tag, 'tagId' | 'name'>[],
  conversations: readonly (Pick<Conversation, 'streams'> & Tagged)[],
  agents: readonly [id: string, name: string][] = [],
): Names {
  const people = new Map(
    named([...agents, ...users.map((user): [string, string] => [user.userId, fullName(user)])]),
  )
  const carried = [...conversations, ...users].flatMap(({ tags, formerTags }) =>
    Object.entries({ ...formerTags, ...tags }),
  )
  const tagNames = new Map([
    ...named(carried.map(([id, { group, name }]) => [id, present(group, name).join(' / ')])),
    ...named(tags.map(({ tagId, name }) => [tagId, text(name)])),
  ])
  const channels = new Map(
    named(
      conversations.flatMap(({ streams = {} }) =>
        Object.entries(streams).map(([id, { name }]): [string, string] => [id, text(name)]),
      ),
    ),
  )
  return {
    person: (id) => withId(people.get(id) ?? '', id),
    tag: (id) => tagNames.get(id) ?? id,
    channel: (id) => channels.get(id) ?? id,
  }
}

function named(entries: readonly [id: string, name: string][]): [id: string, name: string][] {
  return entries.filter(([, name]) => name !== '')
}

/** The tags of a conversation or user, each by its group and name, or by its id. */
export function tagsOf(
  { tags = {}, tagIds = [] }: Pick<Conversation, 'tags' | 'tagIds'>,
  names: Names,
): { id: string; name: string }[] {
  return tagIds.map((id) => {
    const name = present(tags[id]?.group, tags[id]?.name).join(' / ')
    return { id, name: name || names.tag(id) }
  })
}

export function fullName({ firstName, lastName }: Pick<User, 'firstName' | 'lastName'>): string {
  return present(firstName, lastName).join(' ')
}

/** An attribute as it is shown: HTML entities decoded, without blanks at its ends; empty if it is absent. */
export function text(attribute: string | undefined): string {
  return decodeEntities(attribute ?? '').trim()
}

/** The attributes that are not empty, without blanks at their ends. */
export function present(...attributes: (string | undefined)[]): string[] {
  return attributes.map(text).filter(Boolean)
}

/** Names of which nothing is known. */
export const noNames = namesIn([], [], [])
