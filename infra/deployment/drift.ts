import type { ReadClient } from '../../shared/client/client.ts'
import type { DriftRow } from '../../shared/client/quarantine.ts'
import { everyItem } from '../../shared/client/question.ts'
import { entities, findByName } from '../../shared/commbox/names.ts'
import { isUnknown } from '../../shared/entities/drift.ts'
import { definitions } from '../../shared/entities/registry.ts'
import { driftForLog, driftRecord } from '../../shared/quarantine/drift.ts'
import type { FunctionLog } from './function-log.ts'

/** What CommBox sent that the deployed version does not know. */
export type FoundDrift = DriftRow & {
  /** How often it came in the time that was asked for. */
  count: number
  /** Whether this version knows it: it has learnt it since. */
  isKnown: boolean
  /** The line of a schema or list that would read it; empty if its name is not shown. */
  line: string
}

/** Reads what is remembered of drift, the newest first, and how often each came since an instant. */
export async function readDrift(
  { quarantine }: Pick<ReadClient, 'quarantine'>,
  log: Pick<FunctionLog, 'driftSince'>,
  from: number,
): Promise<FoundDrift[]> {
  const rows: DriftRow[] = []
  for await (const row of everyItem((cursor) => quarantine.drift({ cursor }))) rows.push(row)
  // A query of the logs is charged by their size.
  const counts = rows.length > 0 ? await log.driftSince(from) : new Map<string, number>()
  const found = rows.map((row) => {
    const count = counts.get(driftRecord(driftForLog(row))) ?? 0
    return { ...row, count, isKnown: isKnown(row), line: lineOf(row) }
  })
  return found.toSorted((a, b) => (a.firstDay > b.firstDay ? -1 : 1))
}

function isKnown({ entity, trigger, path, type }: DriftRow): boolean {
  const known = findByName(entities, entity)
  const definition = known && definitions[known].triggers[trigger]
  if (isName(path)) return path === subscription ? known !== undefined : definition !== undefined
  return definition !== undefined && !isUnknown(definition, { path, type })
}

const subscription = 'Event.Subscription'

/** Whether a path is where a body names its entity or trigger. */
function isName(path: string): boolean {
  return path === subscription || path === 'Event.Name' || path.endsWith('.eventName')
}

/** The line by which the vocabulary would read it: of a schema, or of an enum. */
function lineOf({ trigger, path, type }: DriftRow): string {
  const name = path.slice(path.lastIndexOf('.') + 1)
  const [, value] = /^value(?: (.+))?$/.exec(type) ?? []
  if (name === '*' || value === '*') return ''
  if (path === subscription) return `'${value}',`
  if (isName(path)) return `${trigger}: trigger({ schema: v.looseObject({ Id: requiredId }), … }),`
  if (type.startsWith('value')) return `${value ?? '<number>'}: '<name>',`
  return `${name}: ${readingOf(name, type)},`
}

function readingOf(name: string, type: string): string {
  if (type === 'object') return 'part(v.looseObject({}))'
  if (type === 'array') return 'oneOrMany(v.looseObject({}))'
  if (type === 'boolean') return 'boolean'
  if (/(^|[a-z])I[dD]$/.test(name)) return 'id'
  if (type === 'number') return 'number'
  return /(Date|Time)$/.test(name) ? 'time' : 'text'
}
