import { isObject, type Json, type JsonObject } from '../../shared/commbox/json.ts'
import type { Entity } from '../../shared/commbox/names.ts'
import { tables } from '../../shared/tables.ts'
import { columns, oneLine } from '../cli/terminal/columns.ts'

/** A line of a state: its name, its text, and the attributes that it stands for. */
type Row = { name: string; of: readonly string[]; text: (state: JsonObject) => string }

/** Several attributes that are read together, per entity. Every other attribute has a line of its own. */
const rows: Readonly<Partial<Record<Entity, readonly Row[]>>> = {
  Object: [
    { name: 'status', of: ['status', 'statusId'], text: (state) => withId(state.status, state.statusId) },
    {
      name: 'stream',
      of: ['streamName', 'streamId', 'subStreamId'],
      text: (state) =>
        parts(withId(state.streamName, state.streamId), labelled('sub-stream', state.subStreamId)),
    },
    { name: 'channel', of: ['channel'], text: (state) => plain(state.channel) },
    {
      name: 'assigned',
      of: ['assigned', 'managerId'],
      text: (state) => [plain(state.assigned), plain(state.managerId)].filter(Boolean).join(', to agent '),
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
      of: ['lastMessageAt', 'lastMessageFrom', 'lastMessageText'],
      text: (state) =>
        parts(plain(state.lastMessageAt), plain(state.lastMessageFrom), plain(state.lastMessageText)),
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
  Tag: [
    { name: 'type', of: ['type', 'typeId'], text: (state) => withId(state.type, state.typeId) },
    { name: 'group', of: ['groupId', 'memberOf'], text: (state) => plain(state.groupId) },
  ],
}

/** Attributes that serve the writers and the indexes, and tell people nothing that is not told elsewhere. */
const internal = new Set([
  'record',
  'registers',
  'revision',
  'channelStatus',
  'streamNames',
  'formerTags',
  'presence',
  'phone',
])

/** A state for people, a line for each field, names instead of numbers where the state has them. */
export function stateLines(entity: Entity, state: JsonObject | undefined): string[] {
  if (state === undefined) return ['No state yet: its events are not folded so far']
  const own = rows[entity] ?? []
  const shown = new Set([...internal, tables[entity].partitionKey, ...own.flatMap((row) => row.of)])
  const others = Object.keys(state)
    .filter((name) => !shown.has(name))
    .sort()
    .map((name) => ({ name, text: () => plain(state[name]) }))
  const lines = [...own, ...others].map(({ name, text }) => [name, oneLine(text(state))])
  return columns(lines.filter(([, text]) => text !== ''))
}

/** A value in one line: a time without its milliseconds, yes and no, lists and maps by their members. */
export function plain(value: Json | undefined): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (Array.isArray(value)) return value.map(plain).join(', ')
  if (isObject(value)) {
    return Object.entries(value)
      .map(([name, member]) => `${name}: ${plain(member)}`)
      .join(', ')
  }
  return typeof value === 'string' ? timeText(value) : String(value)
}

/** An instant of ours as people read it, to the second, in UTC; any other text as it is. */
export function timeText(text: string): string {
  const [, day, time] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)\.\d{3}Z$/.exec(text) ?? []
  return day === undefined ? text : `${day} ${time}`
}

/** `Resolved (2)`, or the id alone where nobody has told the name. `Unknown (99)` has its id already. */
export function withId(name: Json | undefined, id: Json | undefined): string {
  const [nameText, idText] = [plain(name), plain(id)]
  if (nameText.endsWith(`(${idText})`)) return nameText
  return nameText && idText ? `${nameText} (${idText})` : nameText || idText
}

/** The parts that are there. */
export function parts(...texts: string[]): string {
  return texts.filter(Boolean).join(', ')
}

function labelled(label: string, value: Json | undefined): string {
  const text = plain(value)
  return text && `${label} ${text}`
}

function tagNames(state: JsonObject): string {
  const tags = isObject(state.tags) ? state.tags : {}
  return Object.entries(tags)
    .map(([id, tag]) => tagText(id, tag))
    .join(', ')
}

/** A tag by its name, group and id, as far as they are known. */
export function tagText(id: string, tag: Json | undefined): string {
  if (!isObject(tag)) return id
  const name = [plain(tag.group), plain(tag.name)].filter(Boolean).join(' / ')
  return withId(name, id)
}
