import type { JsonObject } from '../../../shared/commbox/json.ts'
import { sortKey, stateRecord } from '../../../shared/dynamodb/table.ts'
import type { Pipeline } from '../../../shared/runtime/names.ts'
import { isWithdrawn } from '../../../shared/store/stored-event.ts'
import type { Matched } from './matcher.ts'

/**
 * What a conversation is to the person: `own` if there is no other customer in it, or if it was searched for itself;
 * `shared` if there is; `mentioned` if the person is no customer of it. All of an own conversation is the person's.
 */
export type Role = 'own' | 'shared' | 'mentioned'

/** What every place says: by what it was found (empty if only because its conversation is the person's). */
type Common = { matched: readonly Matched[]; objectId?: string; role?: Role }

export type TablePlace = Common & {
  store: 'table'
  pipeline: Pipeline
  key: string
  record: string
  kind: ItemKind
  /** The bucket's key of its body, if it is there, and its place among the elements of that body. */
  bodyKey?: string
  element?: number
}

export type BodyPlace = Common & {
  store: 'bucket'
  key: string
  versionId: string
  isLatest: boolean
  /** When it was written: about when its delivery was received. ISO 8601 UTC. */
  writtenAt: string
  /** Which elements of its list matched; absent if the whole body is the person's, or something around the list is. */
  elements?: readonly number[]
}

export type MessagePlace = Common & {
  store: 'dead letters'
  pipeline: Pipeline
  messageId: string
}

/** Where something about a person or a conversation is kept. */
export type Place = TablePlace | BodyPlace | MessagePlace

/** A place, and what is there: an item of a table, else a text. */
export type Found =
  | { place: TablePlace; item: JsonObject }
  | { place: BodyPlace | MessagePlace; text: string }

export type ItemKind = 'state' | 'event' | 'stub' | 'tag' | 'contact' | 'receipt' | 'moved' | 'row' | 'drift'

/** What kind of item it is, by its sort key. */
export function kindOf(item: JsonObject): ItemKind {
  const record = String(item[sortKey])
  if (isWithdrawn(item)) return 'stub'
  if (record === stateRecord) return 'state'
  if (item.day !== undefined) return item.day === 'drift' ? 'drift' : 'row'
  const kind = (['event', 'tag', 'contact', 'receipt', 'moved'] as const).find((name) =>
    record.startsWith(`${name}#`),
  )
  return kind ?? 'row'
}
