import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { IndexDefinition, TableDefinition } from '../../../shared/dynamodb/table.ts'
import { sortKey } from '../../../shared/dynamodb/table.ts'

/*
 * What a write costs by AWS's rules, from the item that stood there and the one that is put.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.ThroughputConsiderations.Writes
 */

export type Item = Readonly<Record<string, AttributeValue>>

/** Bytes of an item: its names in UTF-8 and its values. */
export function sizeOf(item: Item): number {
  return Object.entries(item).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + sizeOfValue(value),
    0,
  )
}

function sizeOfValue(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S)
  // Two digits a byte and one more; zeros at either end do not count.
  if (value.N !== undefined)
    return Math.ceil(value.N.replace(/\D/g, '').replace(/^0+|0+$/g, '').length / 2) + 1
  // A list or map has three bytes of its own, and one for each member.
  if (value.L !== undefined) return value.L.reduce((sum, member) => sum + 1 + sizeOfValue(member), 3)
  if (value.M !== undefined) return 3 + Object.keys(value.M).length + sizeOf(value.M)
  return 1
}

/** Write units of one put, by the index that they are for; `table` is the table's own. */
export type Units = Record<string, number>

export function unitsOfPut(table: TableDefinition, before: Item | undefined, after: Item): Units {
  const units: Units = { table: units1K(Math.max(sizeOf(after), before ? sizeOf(before) : 0)) }
  for (const [name, index] of Object.entries(table.indexes)) {
    const was = before && entryOf(table, index, before)
    const is = entryOf(table, index, after)
    const spent = unitsOfEntry(index, was, is)
    if (spent > 0) units[name] = spent
  }
  return units
}

/** A new entry, one that goes, or one that shows another value costs a write; one that moves costs two. */
function unitsOfEntry(index: IndexDefinition, was: Item | undefined, is: Item | undefined): number {
  if (was === undefined || is === undefined) return was || is ? units1K(sizeOf(was ?? is ?? {})) : 0
  if (JSON.stringify(was) === JSON.stringify(is)) return 0
  const moves = [index.partitionKey, index.sortKey].some(
    (key) => key !== undefined && JSON.stringify(was[key]) !== JSON.stringify(is[key]),
  )
  return moves ? units1K(sizeOf(was)) + units1K(sizeOf(is)) : units1K(Math.max(sizeOf(was), sizeOf(is)))
}

/** What an index holds of an item: nothing where the item lacks one of its keys. */
function entryOf(table: TableDefinition, index: IndexDefinition, item: Item): Item | undefined {
  const keys = [index.partitionKey, ...(index.sortKey === undefined ? [] : [index.sortKey])]
  if (keys.some((key) => item[key] === undefined)) return undefined
  const shown = [...new Set([...keys, table.partitionKey, sortKey, ...index.include])]
  return Object.fromEntries(shown.flatMap((name) => (item[name] === undefined ? [] : [[name, item[name]]])))
}

function units1K(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / 1024))
}
