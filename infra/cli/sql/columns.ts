import type * as v from 'valibot'
import { schemas } from '../../../shared/client/schemas.ts'
import { type Entity, entities } from '../../../shared/commbox/names.ts'
import { sortKey } from '../../../shared/dynamodb/table.ts'
import { tableTitles } from '../../../shared/runtime/names.ts'
import { tables } from '../../../shared/tables.ts'

/** A column of a raw table, and the attribute that it has: DynamoDB's type of it, or `JSON` for maps and lists. */
export type Column = { name: string; attribute: string; type: 'S' | 'N' | 'BOOL' | 'JSON' }

/** The raw table of an entity: `raw_objects`, `raw_users`, … */
export function rawTable(entity: Entity): string {
  return `raw_${tableTitles[entity].toLowerCase()}`
}

export const rawTables = entities.map((entity) => ({ entity, name: rawTable(entity) }))

/** Names that are words of SQL or say too little. */
const renamed: Readonly<Record<string, string>> = { from: 'written_by' }

/** The columns of an entity's raw table: every attribute that the read client knows of its events, states and contacts. */
export function columnsOf(entity: Entity): Column[] {
  const { event, states } = schemas[entity]
  const types = new Map<string, Column['type']>([
    [tables[entity].partitionKey, 'S'],
    [sortKey, 'S'],
  ])
  for (const { entries } of [event, ...states])
    for (const [attribute, schema] of Object.entries(entries))
      if (!types.has(attribute)) types.set(attribute, typeOf(schema))
  types.set('contactKey', 'S')
  return [...types].map(([attribute, type]) => ({
    attribute,
    type,
    name: renamed[attribute] ?? attribute.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
  }))
}

function typeOf(schema: v.GenericSchema | { type: string; wrapped?: v.GenericSchema }): Column['type'] {
  if ('wrapped' in schema && schema.wrapped) return typeOf(schema.wrapped)
  switch (schema.type) {
    case 'string':
    case 'picklist':
      return 'S'
    case 'number':
      return 'N'
    case 'boolean':
      return 'BOOL'
    default:
      return 'JSON'
  }
}
