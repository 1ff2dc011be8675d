import type { JsonObject } from '../../../shared/commbox/json.ts'
import type { Entity } from '../../../shared/commbox/names.ts'
import { getItems } from '../../../shared/dynamodb/batch.ts'
import type { Key } from '../../../shared/dynamodb/database.ts'
import { sortKey } from '../../../shared/dynamodb/table.ts'
import { definitions } from '../../../shared/entities/registry.ts'
import type { Delivery } from '../../../shared/events/delivery.ts'
import { eventsOf } from '../../../shared/events/event.ts'
import { eventRecord } from '../../../shared/events/event-item.ts'
import { type Reinterpretation, reinterpret } from '../../../shared/ingest/reinterpret.ts'
import type { Database } from '../../../shared/store/database.ts'
import { receiptKey } from '../../../shared/store/first-receipt.ts'
import { isWithdrawn, storedEvent } from '../../../shared/store/stored-event.ts'
import { counted } from '../terminal/count.ts'
import { type Io, progress } from '../terminal/io.ts'
import { chosenItems, isInterrupted, type Which } from './stored.ts'

export type Reading = Which & {
  entity: Entity
  /** What the URL should have named. */
  as: { entity: Entity; trigger: string }
}

export type Tables = (entity: Entity) => Database

/** How many events become what, and how many stay as they are, by why: in the words that are printed. */
export type Survey = {
  become: Map<string, number>
  stay: Map<string, number>
  chosen: Key[]
  interrupted: Key[]
}

/** Finds out what would become of each event, and writes nothing. */
export async function survey(tables: Tables, options: Reading, io: Io): Promise<Survey> {
  const found: Survey = { become: new Map(), stay: new Map(), chosen: [], interrupted: [] }
  const line = progress(io)
  const count = (counts: Map<string, number>, name: string) => counts.set(name, (counts.get(name) ?? 0) + 1)
  const database = tables(options.entity)
  let read = 0
  try {
    for await (const item of chosenItems(database, options)) {
      const key = { key: String(item[database.partitionKey]), record: String(item[sortKey]) }
      if (isInterrupted(item)) {
        found.interrupted.push(key)
        continue
      }
      const outcome = await outcomeOf(tables, options, item)
      if (outcome.kind === 'accepted') {
        found.chosen.push(key)
        count(found.become, `${outcome.delivery.entity} ${outcome.delivery.trigger}`)
      } else count(found.stay, outcome.kind === 'same' ? 'what they are stored as' : outcome.reason)
      read += 1
      if (read % 100 === 0) line.show(`${counted(read, 'event')} read`)
    }
  } finally {
    line.clear()
  }
  return found
}

/** What becomes of an event if it is sent through identification again. */
export async function outcomeOf(
  tables: Tables,
  { entity, as }: Reading,
  item: JsonObject,
): Promise<Reinterpretation> {
  const event = await storedEvent(entity, item, tables(entity).bodies)
  if (event === undefined) return { kind: 'refused', reason: 'no longer readable' }
  const outcome = reinterpret(event, as)
  if (outcome.kind !== 'accepted') return outcome
  const database = tables(outcome.delivery.entity)
  if (await wasWithdrawn(database, outcome.delivery))
    return { kind: 'refused', reason: 'withdrawn before as that' }
  return outcome
}

/** Whether a delivery would end as a withdrawn event: then it must not be sent, or it would be lost. */
async function wasWithdrawn(database: Database, delivery: Delivery): Promise<boolean> {
  const reading = definitions[delivery.entity].triggers[delivery.trigger]?.read(delivery.payload)
  const drafts = reading && 'drafts' in reading ? reading.drafts : []
  const keys = eventsOf(delivery, drafts).flatMap((event) => [
    { key: event.key, record: eventRecord(event) },
    receiptKey(event),
  ])
  return [...(await getItems(database, keys)).values()].some(isWithdrawn)
}

/** The counts as lines. */
export function linesOf(
  { become, stay, chosen, interrupted }: Survey,
  { entity, trigger }: Reading,
  isDry: boolean,
): string[] {
  const total = [...stay.values()].reduce((sum, count) => sum + count, chosen.length)
  return [
    `${counted(total, 'event')} of ${entity} ${trigger}`,
    ...[...become].map(([name, count]) => `  ${count} ${isDry ? 'would become' : 'to become'} ${name}`),
    ...[...stay].map(([why, count]) => `  ${count} ${isDry ? 'would stay' : 'stay'}: ${why}`),
    ...(interrupted.length > 0 ? [`  ${interrupted.length} sent before, still to be withdrawn`] : []),
  ]
}

/** The counts as JSON. */
export function itemsOf({ become, stay, interrupted }: Survey): object[] {
  return [
    ...[...become].map(([as, count]) => ({ outcome: 'becomes', as, count })),
    ...[...stay].map(([reason, count]) => ({ outcome: 'stays', reason, count })),
    ...(interrupted.length > 0 ? [{ outcome: 'interrupted', count: interrupted.length }] : []),
  ]
}
