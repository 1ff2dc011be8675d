import { isObject, type Json, type JsonObject } from '../../shared/commbox/json.ts'
import type { Entity } from '../../shared/commbox/names.ts'
import { tables } from '../../shared/tables.ts'
import { decodeEntities } from './entities.ts'
import { type Names, noNames } from './names.ts'
import { oneLine } from './one-line.ts'
import { parts, plain, tagText, withId } from './value-text.ts'

/** A line of a state: its name, its text, and the attributes that it shows. */
type Row = { name: string; of: readonly string[]; text: (state: JsonObject, names: Names) => string }

/** Per entity, attributes that share a line. Every other attribute has a line of its own. */
const rows: Readonly<Record<Entity, readonly Row[]>> = {
  Object: [
    { name: 'status', of: ['status', 'statusId'], text: (state) => withId(state.status, state.statusId) },
    {
      name: 'stream',
      of: ['streamName', 'streamId', 'subStreamId'],
      text: (state, names) => parts(channelText(state, names), labelled('sub-stream', state.subStreamId)),
    },
    { name: 'channel', of: ['channel'], text: (state) => plain(state.channel) },
    {
      name: 'assigned',
      of: ['assigned', 'managerId'],
      text: (state, names) =>
        [plain(state.assigned), state.managerId ? names.person(plain(state.managerId)) : '']
          .filter(Boolean)
          .join(', to agent '),
    },
    {
      name: 'customer',
      of: ['customerName', 'customerId', 'customerPhone', 'customerEmail'],
      text: (state) =>
        parts(
          withId(state.customerName, state.customerId),
          plain(state.customerPhone),
          plain(state.customerEmail),
        ),
    },
    { name: 'tags', of: ['tags', 'tagIds'], text: tagNames },
    {
      name: 'lastMessage',
      // Without its time: `lastMessageAt` can be of a later message, whose text was not sent.
      of: ['lastMessageFrom', 'lastMessageText'],
      text: (state) => parts(plain(state.lastMessageFrom), plain(state.lastMessageText)),
    },
  ],
  User: [
    {
      name: 'name',
      of: ['firstName', 'lastName'],
      text: (state) => [plain(state.firstName), plain(state.lastName)].filter(Boolean).join(' '),
    },
    { name: 'tags', of: ['tags', 'tagIds'], text: tagNames },
  ],
  Satisfaction: [],
  Tag: [
    { name: 'type', of: ['type', 'typeId'], text: (state) => withId(state.type, state.typeId) },
    { name: 'group', of: ['groupId', 'memberOf'], text: (state) => plain(state.groupId) },
  ],
  Form: [],
  Chat: [],
}

/** Attributes that serve writers and indexes, and repeat what other lines show. */
const internal = new Set([
  'record',
  'registers',
  'revision',
  'channelStatus',
  'format',
  'streams',
  'customers',
  'formerTags',
  'formerManagerId',
  'presence',
  'phone',
])

/**
 * Describes a state in rows of two cells, name and text, with names instead of numbers if the state has them.
 *
 * @param names of what the state has only the id of
 * @param length of the longest text, in characters
 */
export function stateRows(
  entity: Entity,
  state: JsonObject,
  names: Names = noNames,
  length?: number,
): string[][] {
  const own = rows[entity]
  const shown = new Set([...internal, tables[entity].partitionKey, ...own.flatMap((row) => row.of)])
  const others = Object.keys(state)
    .filter((name) => !shown.has(name))
    .sort()
    .map((name) => ({ name, text: () => plain(state[name]) }))
  const lines = [...own, ...others].map(({ name, text }) => [
    name,
    oneLine(decodeEntities(text(state, names)), length),
  ])
  return lines.filter(([, text]) => text !== '')
}

function labelled(label: string, value: Json | undefined): string {
  const text = plain(value)
  return text && `${label} ${text}`
}

function channelText({ streamName, streamId }: JsonObject, names: Names): string {
  const id = plain(streamId)
  return withId(plain(streamName) || (id && names.channel(id)), id)
}

function tagNames(state: JsonObject, names: Names): string {
  const tags = isObject(state.tags) ? state.tags : {}
  const ids = Array.isArray(state.tagIds) ? state.tagIds.map(plain) : []
  return [...new Set([...ids, ...Object.keys(tags)])]
    .map((id) => (hasName(tags[id]) ? tagText(id, tags[id]) : withId(names.tag(id), id)))
    .join(', ')
}

function hasName(tag: Json | undefined): boolean {
  return isObject(tag) && plain(tag.name) !== ''
}
