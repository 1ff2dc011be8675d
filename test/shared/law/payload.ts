import type * as v from 'valibot'
import { isObject, type Json, type JsonObject } from '../../../shared/commbox/json.ts'
import { fc } from '../../seed.ts'
import { valuesFor } from './readings.ts'

/*
 * Payloads of a trigger, made from the schema by which it reads them: a new trigger is learned by itself.
 */

/** Members that are free-form and kept as typed: types count in them. Source: CommBox's examples of each. */
export const typedMembers: readonly string[] = ['Content', 'Data', 'Properties', 'unitValidation']

type Entries = Record<string, v.GenericSchema>

/** Payloads that a trigger reads: every optional member is there or not. */
export function payloadsOf(schema: v.GenericSchema): fc.Arbitrary<JsonObject> {
  return objectsOf(entriesOf(schema), '')
}

/** The required members of a payload, which a subscription without "complete data" sends only. */
export function requiredOf(schema: v.GenericSchema, payload: JsonObject): JsonObject {
  const required = requiredNames(entriesOf(schema))
  return Object.fromEntries(Object.entries(payload).filter(([name]) => required.includes(name)))
}

/** The members that hold elements: `Activities`, `Children`, `Tags`. */
export function holdersOf(schema: v.GenericSchema): string[] {
  return Object.entries(entriesOf(schema)).flatMap(([name, member]) => {
    const inner = innerOf(member)
    return 'entries' in inner && listIn(entriesOf(inner)) !== undefined ? [name] : []
  })
}

function objectsOf(entries: Entries, name: string): fc.Arbitrary<JsonObject> {
  const members = Object.entries(entries).map(([member, schema]) => [member, membersOf(member, schema)])
  const free = typedMembers.includes(name) ? { f: fc.constantFrom<Json>(1, '1', 'longer') } : {}
  return fc.record({ ...Object.fromEntries(members), ...free }, { requiredKeys: requiredNames(entries) })
}

function membersOf(name: string, schema: v.GenericSchema): fc.Arbitrary<Json> {
  const values = valuesFor(name, schema)
  if (values) return values
  const inner = innerOf(schema)
  if ('item' in inner && isSchema(inner.item)) return oneOrMany(membersOf(name, inner.item))
  if (!('entries' in inner)) throw new Error(`${name}: readings.ts does not know what CommBox sends for it`)
  const entries = entriesOf(inner)
  const objects = objectsOf(entries, name)
  const list = listIn(entries)
  return fc.oneof(
    { weight: 10, arbitrary: objects },
    // A part of the payload may come as JSON text, and its elements without their holder.
    { weight: 1, arbitrary: objects.map((object) => JSON.stringify(object)) },
    {
      weight: 1,
      arbitrary: list === undefined ? fc.constant('') : objects.map((object) => object[list] ?? ''),
    },
  )
}

/** CommBox sends an object for one element and an array for several. Twelve have places of one and of two digits. */
function oneOrMany(element: fc.Arbitrary<Json>): fc.Arbitrary<Json> {
  return fc.oneof(
    { weight: 6, arbitrary: element },
    { weight: 6, arbitrary: fc.array(element, { maxLength: 3 }) },
    { weight: 1, arbitrary: fc.array(element, { minLength: 12, maxLength: 12 }) },
  )
}

/** The schema in what is optional, or first unpacked from JSON text. */
function innerOf(schema: v.GenericSchema): v.GenericSchema {
  if ('pipe' in schema && Array.isArray(schema.pipe)) {
    const last = schema.pipe.findLast(isSchema)
    return last === undefined || last === schema ? schema : innerOf(last)
  }
  return 'wrapped' in schema && isSchema(schema.wrapped) ? innerOf(schema.wrapped) : schema
}

function entriesOf(schema: v.GenericSchema): Entries {
  const inner = innerOf(schema)
  const entries = 'entries' in inner && isObject(inner.entries) ? Object.entries(inner.entries) : []
  return Object.fromEntries(entries.flatMap(([name, member]) => (isSchema(member) ? [[name, member]] : [])))
}

function requiredNames(entries: Entries): string[] {
  return Object.entries(entries).flatMap(([name, schema]) => (schema.type === 'optional' ? [] : [name]))
}

/** The name of the list in a part that holds elements: its only member that is one. */
function listIn(entries: Entries): string | undefined {
  return Object.entries(entries).find(([, member]) => 'item' in innerOf(member))?.[0]
}

function isSchema(value: unknown): value is v.GenericSchema {
  return isObject(value) && value.kind === 'schema'
}
