import type { JsonObject } from '../commbox/json.ts'
import type { Entity } from '../commbox/names.ts'
import { sortKey, stateRecord } from '../dynamodb/table.ts'
import { withoutUnset } from '../events/event-item.ts'
import { isWithdrawn } from '../store/stored-event.ts'
import { tables } from '../tables.ts'
import { changeIn } from './change.ts'
import { type StreamRecord, type Write, writeIn } from './stream-record.ts'

/** What the bus gets of one write: the detail is a CloudEvent in JSON. */
export type BusEvent = { detailType: string; detail: JsonObject & { data: JsonObject } }

export type BusOptions = {
  /** The stack's name, which makes ids unique among stacks. */
  stack: string
  /** Whether a stored event has its payload. */
  hasPayloads: boolean
  /** Whether what a command wrote is put on the bus. */
  hasCommands: boolean
}

/** The attributes of an event item that are about its storage. */
const technical = ['format', 'expiresAt', 'fingerprint', 'place', 'envelope', 'payloadKey']

/**
 * Returns what the bus gets of a record of an entity's stream: a stored event, or a change of a conversation's state.
 * Undefined for everything else: what was withdrawn or erased, what a command wrote unless it is wanted, and items
 * that only help to find others.
 */
export function busEventOf(record: StreamRecord, entity: Entity, options: BusOptions): BusEvent | undefined {
  const write = writeIn(record)
  if (write === undefined || isWithdrawn(write.after)) return undefined
  if (write.after.via !== undefined && !options.hasCommands) return undefined
  if (write.after[sortKey] === stateRecord)
    return entity === 'Object' ? stateChange(write, options) : undefined
  const isEvent = String(write.after[sortKey]).startsWith('event#')
  // An event is inserted once. `rebuild` may add attributes to it later, and an erasure removes some.
  if (!isEvent || !write.isInsert || write.after.erasedAt !== undefined) return undefined
  return storedEvent(write, entity, options)
}

function storedEvent({ after, sequence }: Write, entity: Entity, options: BusOptions): BusEvent {
  const { [sortKey]: _record, eventId, payload, ...attributes } = after
  for (const name of technical) delete attributes[name]
  const { activity, trigger, occurredAt } = attributes
  const type = `${entity}.${activity ?? trigger}`
  const data = { entity, ...attributes, ...(options.hasPayloads ? withoutUnset({ payload }) : {}) }
  return cloudEvent({ id: String(eventId), type, time: occurredAt, sequence, data }, entity, options)
}

function stateChange({ before, after, sequence }: Write, options: BusOptions): BusEvent | undefined {
  const change = changeIn(before, after)
  if (change === undefined) return undefined
  const { objectId, updatedAt, brand, via } = after
  const data = withoutUnset({ entity: 'Object', objectId, updatedAt, brand, via, ...change })
  const id = `${objectId}.${sequence}`
  return cloudEvent({ id, type: 'Object.Changed', time: updatedAt, sequence, data }, 'Object', options)
}

/**
 * Source of the names: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md and, for the sequence,
 * https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/extensions/sequence.md
 */
function cloudEvent(
  { type, data, ...rest }: { id: string; type: string; time: unknown; sequence: string; data: JsonObject },
  entity: Entity,
  { stack }: BusOptions,
): BusEvent {
  const subject = String(data[tables[entity].partitionKey])
  const { id, time, sequence } = rest
  const about = { id, source: `/commbox-webhooks/${stack}`, type, subject, time: String(time), sequence }
  return {
    detailType: type,
    detail: { specversion: '1.0', ...about, datacontenttype: 'application/json', data },
  }
}
