import type { Conversation } from '../../../shared/client/conversations.ts'
import type { Tag } from '../../../shared/client/tags.ts'
import type { User } from '../../../shared/client/user-items.ts'
import { decodeEntities } from '../../text/entities.ts'
import { withId } from '../../text/value-text.ts'

/** Names for ids, as far as the tables have them. */
export type Names = {
  /** `Dana Levi (23571562)`; the id if the name is unknown. */
  person(id: string): string
  /** The name of a tag; its id if the name is unknown. */
  tag(id: string): string
  /** The name of a channel; its id if the name is unknown. */
  channel(id: string): string
}

type ChannelNames = Pick<Conversation, 'streams'>

/** Collects the names that users, tags and conversations have. */
export function namesIn(
  users: readonly User[],
  tags: readonly Pick<Tag, 'tagId' | 'name'>[],
  conversations: readonly ChannelNames[],
): Names {
  const people = new Map(users.map((user) => [user.userId, fullName(user)]))
  const tagNames = new Map(tags.map(({ tagId, name }) => [tagId, text(name)]))
  const channels = new Map<string, string>()
  for (const { streams = {} } of conversations) {
    for (const [id, { name }] of Object.entries(streams)) if (name !== undefined) channels.set(id, text(name))
  }
  return {
    person: (id) => withId(people.get(id) ?? '', id),
    tag: (id) => tagNames.get(id) || id,
    channel: (id) => channels.get(id) || id,
  }
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
