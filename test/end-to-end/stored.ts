import { expect } from 'vitest'
import type { JsonObject } from '../../shared/commbox/json.ts'
import { entities } from '../../shared/commbox/names.ts'
import { tables } from '../../shared/tables.ts'
import { finalStates, receivedAt } from '../fixtures.ts'
import type { Receiver } from './receiver.ts'

/** Every item of every entity's table. */
export async function everything({ tables: stored }: Receiver): Promise<Record<string, JsonObject[]>> {
  const found: Record<string, JsonObject[]> = {}
  for (const entity of entities) found[entity] = await stored.items(entity)
  return found
}

/** The event items among others. */
export const eventsOf = (items: JsonObject[]) =>
  items.filter(({ record }) => String(record).startsWith('event#'))

/** Expects the final states of the fixtures. Where a fixture expects the time of receipt, any receipt of that key matches. */
export async function expectFinalStates(receiver: Receiver): Promise<void> {
  const expected = finalStates()
  for (const entity of entities) {
    const { partitionKey } = tables[entity]
    const expectedStates = expected.get(entity) ?? {}
    const items = await receiver.tables.items(entity)
    const shown = items
      .filter(({ record }) => record === 'state')
      .map((item) => {
        const key = String(item[partitionKey])
        const receipts = items.filter((other) => other[partitionKey] === key).map((other) => other.receivedAt)
        return [key, stateOf(item, receipts, expectedStates[key] ?? {})]
      })
    expect(Object.fromEntries(shown)).toEqual(expectedStates)
  }
}

/** The attributes of a state to compare, without those that only serve later events. */
function stateOf(
  item: JsonObject,
  receipts: unknown[],
  expected: Record<string, unknown>,
): Record<string, unknown> {
  const left = [
    'record',
    'registers',
    'revision',
    'format',
    'streams',
    'customers',
    'formerTags',
    ...Object.values(tables).map((table) => table.partitionKey),
  ]
  return Object.fromEntries(
    Object.entries(item)
      .filter(([name]) => !left.includes(name) || name in expected)
      .filter(([name]) => name !== 'updatedAt' || name in expected)
      .map(([name, value]) => [
        name,
        expected[name] === receivedAt && receipts.includes(value) ? receivedAt : value,
      ]),
  )
}

const base = [
  ...[
    'record',
    'format',
    'eventId',
    'fingerprint',
    'place',
    'dated',
    'receivedAt',
    'deliveryId',
    'payload',
    'month',
  ],
]

/** The attributes of an event item that not every event has. */
export function attributesOf(item: JsonObject): JsonObject {
  const keys = [...base, 'objectId', 'tagKey']
  const isUser = item.trigger !== 'OnUserExit'
  const shown = Object.entries(item).filter(
    ([name]) => !keys.includes(name) && !(isUser && name === 'userId'),
  )
  const attributes = Object.fromEntries(shown)
  return item.occurredAt === item.receivedAt ? { ...attributes, occurredAt: receivedAt } : attributes
}

/** Compares objects by their JSON, to sort lists whose order is arbitrary. */
export function byText(a: object, b: object): number {
  const [left, right] = [a, b].map((each) => JSON.stringify(Object.entries(each).sort()))
  return (left ?? '') < (right ?? '') ? -1 : 1
}
