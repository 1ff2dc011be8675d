import type * as v from 'valibot'
import { isObject, type Json, type JsonObject } from '../../../shared/commbox/json.ts'
import { fc } from '../../seed.ts'
import { saysWhatElseMeans, valuesFor } from './readings.ts'

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
  const members = Object.entries(entries).map(([member, schema]) => [
    member,
    schema.type === 'optional'
      ? fc.option(membersOf(member, schema), { nil: undefined, freq: frequencyOf(member, schema) })
      : membersOf(member, schema),
  ])
  const free = typedMembers.includes(name) ? { f: fc.constantFrom<Json>(1, '1', 'longer') } : {}
  const all: Record<string, fc.Arbitrary<Json | undefined>> = { ...Object.fromEntries(members), ...free }
  return fc.record(all).map(withoutUndefined)
}

/** An optional member is absent once in so many times, seldom if others depend on it: those in it, or its siblings. */
function frequencyOf(name: string, schema: v.GenericSchema): number {
  const inner = innerOf(schema)
  return 'entries' in inner || 'item' in inner || saysWhatElseMeans(name) ? 10 : 3
}

function withoutUndefined(members: Record<string, Json | undefined>): JsonObject {
  return Object.fromEntries(
    Object.entries(members).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
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

/**
 * CommBox sends an object for one element and an array for several. Twelve have places of one and of two digits; they
 * are of one type, so that sets grow.
 */
function oneOrMany(element: fc.Arbitrary<Json>): fc.Arbitrary<Json> {
  const dozen = fc.array(element, { minLength: 12, maxLength: 12 })
  return fc.oneof(
    { weight: 6, arbitrary: element },
    { weight: 6, arbitrary: fc.array(element, { maxLength: 3 }) },
    {
      weight: 2,
      arbitrary: dozen.map(([first = null, ...others]) => [first, ...others.map(ofTypeOf(first))]),
    },
  )
}

function ofTypeOf(other: Json): (element: Json) => Json {
  const type = isObject(other) && other.Type !== undefined ? { Type: other.Type } : {}
  return (element) => (isObject(element) ? { ...element, ...type } : element)
}

/** The schema in what is optional, or first unpacked from JSON text. */
export function innerOf(schema: v.GenericSchema): v.GenericSchema {
  if ('pipe' in schema && Array.isArray(schema.pipe)) {
    const last = schema.pipe.findLast(isSchema)
    return last === undefined || last === schema ? schema : innerOf(last)
  }
  return 'wrapped' in schema && isSchema(schema.wrapped) ? innerOf(schema.wrapped) : schema
}

export function entriesOf(schema: v.GenericSchema): Entries {
  const inner = innerOf(schema)
  const entries = 'entries' in inner && isObject(inner.entries) ? Object.entries(inner.entries) : []
  return Object.fromEntries(entries.flatMap(([name, member]) => (isSchema(member) ? [[name, member]] : [])))
}

function requiredNames(entries: Entries): string[] {
  return Object.entries(entries).flatMap(([name, schema]) => (schema.type === 'optional' ? [] : [name]))
}

/** The name of the list in a part that holds elements: its only member. */
function listIn(entries: Entries): string | undefined {
  const [only, ...others] = Object.entries(entries)
  return only && others.length === 0 && 'item' in innerOf(only[1]) ? only[0] : undefined
}

export function isSchema(value: unknown): value is v.GenericSchema {
  return isObject(value) && value.kind === 'schema'
}
