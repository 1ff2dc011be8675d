import type { ReadClient } from '../../../../shared/client/client.ts'
import { sortedPage } from '../../../../shared/client/sorted.ts'
import { fullName, namesIn } from '../../../text/names.ts'
import type { Asking, Subject } from '../subject.ts'

/** Asks for a list that is sorted by the id of its items. */
function listBy<Key extends string>(
  key: Key,
  read: (client: ReadClient) => Promise<Record<Key, string>[]>,
): Asking['ask'] {
  return async (client, _value, { limit, cursor, order }) =>
    sortedPage(await read(client), (item) => [item[key]], { place: key, of: '' }, { limit, cursor, order })
}

/** The channels that any conversation is or was in. */
export const channels: Subject = {
  name: 'channels',
  description: 'list all channels (streams): id, name, conversations',
  selectors: [],
  every: {
    scans: ['Object'],
    ask: listBy('streamId', async ({ conversations }) => {
      const states = await Array.fromAsync(conversations.scan())
      const names = namesIn([], [], states)
      const counts = new Map<string, number>()
      for (const { streamId, streams = {} } of states) {
        for (const id of Object.keys(streams)) counts.set(id, counts.get(id) ?? 0)
        if (streamId !== undefined) counts.set(streamId, (counts.get(streamId) ?? 0) + 1)
      }
      return [...counts].map(([streamId, count]) => ({
        streamId,
        ...nameUnless(streamId, names.channel(streamId)),
        conversations: count,
      }))
    }),
  },
  columns: ['streamId', 'name', 'conversations'],
  example: '',
}

/** Everyone who logged in or out, holds a conversation, or did something in one. */
export const agents: Subject = {
  name: 'agents',
  description: 'list all agents: id, name, last log-in',
  selectors: [],
  every: {
    scans: ['User', { pipeline: 'Object', index: 'byManager' }, { pipeline: 'Object', index: 'byActor' }],
    ask: listBy('agentId', async ({ users, conversations }) => {
      const [all, acting] = await Promise.all([Array.fromAsync(users.scan()), conversations.agentIds()])
      const known = new Map(all.map((user) => [user.userId, user]))
      const here = all.filter(({ lastLoginAt, lastLogoutAt }) => lastLoginAt ?? lastLogoutAt)
      return [...new Set([...here.map(({ userId }) => userId), ...acting])].map((agentId) => {
        const { email, loggedIn, lastLoginAt, ...user } = known.get(agentId) ?? {}
        return {
          agentId,
          ...nameUnless('', fullName(user)),
          ...(email === undefined ? {} : { email }),
          ...(loggedIn === undefined ? {} : { loggedIn }),
          ...(lastLoginAt === undefined ? {} : { lastLoginAt }),
        }
      })
    }),
  },
  columns: ['agentId', 'name', 'email', 'loggedIn', 'lastLoginAt'],
  example: '',
}

/** The tags of the settings that are not deleted, and those that a conversation or user has. */
export const everyTag: Asking = {
  scans: ['Tag', 'User', 'Object'],
  ask: listBy('tagId', async ({ tags, users, conversations }) => {
    const [settings, people, states] = await Promise.all([
      Array.fromAsync(tags.scan()),
      Array.fromAsync(users.scan()),
      Array.fromAsync(conversations.scan()),
    ])
    const names = namesIn(people, settings, states)
    const carried = [...people, ...states].flatMap(({ tagIds = [] }) => tagIds)
    const known = new Map(settings.map((tag) => [tag.tagId, tag]))
    const ids = new Set([...settings.filter(({ deleted }) => !deleted).map(({ tagId }) => tagId), ...carried])
    return [...ids].map((tagId) => {
      const { groupId, type } = known.get(tagId) ?? {}
      return {
        tagId,
        ...nameUnless(tagId, names.tag(tagId)),
        ...(groupId === undefined ? {} : { groupId }),
        ...(type === undefined ? {} : { type }),
      }
    })
  }),
}

/** A name, unless it is another text in place of a missing one. */
function nameUnless(missing: string, name: string): { name?: string } {
  return name === missing ? {} : { name }
}
