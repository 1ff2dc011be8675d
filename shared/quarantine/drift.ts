import type { JsonObject } from '../commbox/json.ts'
import { entities, findByName } from '../commbox/names.ts'
import { type Condition, putIf, type Table } from '../dynamodb/database.ts'
import { queryItems } from '../dynamodb/query.ts'
import { sortKey, ttlAttribute } from '../dynamodb/table.ts'
import type { Drift } from '../entities/drift.ts'
import { definitions } from '../entities/registry.ts'
import { expiry } from '../events/event-item.ts'
import { shortHash } from '../events/fingerprint.ts'
import { errorName, type Log } from '../runtime/log.ts'
import { defaultQuarantineRetention, driftKey, mostDrift } from './table.ts'

/** What a delivery had that the vocabulary does not know. */
export type Sighting = Drift & { entity: string; trigger: string; deliveryId: string; receivedAt: string }

/** The sort key of a row: what is remembered once. */
export function driftRecord({
  entity,
  trigger,
  path,
  type,
}: Drift & { entity: string; trigger: string }): string {
  return `${entity}.${trigger}#${path}#${type}`
}

/**
 * A kind of drift as a log line has it: the name of an entity or trigger that is unknown can be any text, and is there
 * by its hash.
 */
export function driftForLog<Kind extends Drift & { entity: string; trigger: string }>(kind: Kind): Kind {
  const entity = findByName(entities, kind.entity)
  const trigger = entity && findByName(Object.keys(definitions[entity].triggers), kind.trigger)
  const hashed = (name: string) => `#${shortHash(name)}`
  return {
    ...kind,
    entity: entity ?? hashed(kind.entity),
    trigger: trigger ?? hashed(kind.trigger),
    type: kind.type.replace(/^value (?!\d+$)(.+)$/, (_, name: string) => `value ${hashed(name)}`),
  }
}

/** So many log lines are written for a batch: the rest is counted in the last of them. */
const mostLines = 20

/**
 * Returns a function that counts drift in the log, and remembers each kind of it in a row, with the first and the last
 * day (UTC). A row is written when there is none or its days change: a container reads the rows once, and knows those
 * that it wrote. It never rejects: drift keeps no delivery from being stored.
 */
export function driftMemory(table: Table, log: Log) {
  let known: Promise<Map<string, JsonObject>> | undefined
  return async (sightings: readonly Sighting[]): Promise<void> => {
    const kinds = [...Map.groupBy(sightings, driftRecord)]
    for (const [index, [, members]] of kinds.slice(0, mostLines).entries()) {
      const [first] = members
      if (first === undefined) continue
      const { receivedAt: _, ...about } = driftForLog(first)
      const more = index === mostLines - 1 ? kinds.slice(mostLines).flatMap(([, others]) => others) : []
      log({ level: 'info', message: 'drift', ...about, metrics: { Drift: members.length + more.length } })
    }
    try {
      known ??= readKnown(table)
      const rows = await known
      for (const [record, members] of kinds) await remember(table, rows, record, members)
    } catch (error) {
      known = undefined
      log({ level: 'warn', message: 'drift not remembered', error: errorName(error) })
    }
  }
}

async function readKnown(table: Table): Promise<Map<string, JsonObject>> {
  const rows = new Map<string, JsonObject>()
  const partition = { name: table.partitionKey, value: driftKey }
  for await (const row of queryItems(table.client, { tableName: table.tableName, partition }))
    rows.set(String(row[sortKey]), row)
  return rows
}

/** How often a row is tried that other containers change. */
const attempts = 3

async function remember(
  table: Table,
  known: Map<string, JsonObject>,
  record: string,
  members: readonly Sighting[],
): Promise<void> {
  const [{ receivedAt, ...about } = { receivedAt: '' }] = members
  const days = members.map((member) => member.receivedAt.slice(0, 10))
  let before = known.get(record)
  if (before === undefined && known.size >= mostDrift) return
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const all = [...days, before?.firstDay, before?.lastDay]
      .flatMap((day) => (day ? [String(day)] : []))
      .sort()
    const [firstDay = '', lastDay = ''] = [all[0], all.at(-1)]
    if (before?.firstDay === firstDay && before.lastDay === lastDay) break
    const expiresAt = expiry(`${lastDay}T00:00:00.000Z`, defaultQuarantineRetention) ?? null
    const key = { [table.partitionKey]: driftKey, [sortKey]: record }
    const row = { ...key, ...about, firstDay, lastDay, [ttlAttribute]: expiresAt }
    const found = await putIf(table, row, containsStored(firstDay, lastDay))
    before = found === 'written' ? row : found
  }
  if (before) known.set(record, before)
}

/** There is no row yet, or its days are within these. */
function containsStored(firstDay: string, lastDay: string): Condition {
  return {
    expression: 'attribute_not_exists(#record) OR (firstDay >= :first AND lastDay <= :last)',
    names: { '#record': sortKey },
    values: { ':first': firstDay, ':last': lastDay },
  }
}
