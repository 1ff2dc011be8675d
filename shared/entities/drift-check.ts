import type * as v from 'valibot'
import { streamProviders } from '../commbox/enums.ts'
import { isObject } from '../commbox/json.ts'
import { findByName, isRequestId } from '../commbox/names.ts'
import { isNothing, unpacked } from '../commbox/values.ts'
import { enums, readTypes, unread } from './drift-known.ts'
import { typeName } from './trigger.ts'

/** Takes what a payload has that its schema does not know. */
export type Report = (path: string, type: string) => void
/** Compares a value with a schema. */
export type Check = (value: unknown, report: Report) => void

/** A payload can have any key, also one that says something of a person: only names like CommBox's are shown. */
const plainName = /^[A-Za-z][\w-]{0,59}$/

/** Shows a name from outside, if it is like one of CommBox's. */
export function nameForDrift(name: string): string {
  return plainName.test(name) ? name : '*'
}

/** An activity of the type Custom. */
const customType = '12'

/** Compiles a schema, of the forms that values.ts builds, to a check of the value at a path. */
export function checkOf(schema: v.GenericSchema, path: string): Check {
  const types = readTypes.get(schema)
  if (types) return valueCheck(types, path)
  if (isPiped(schema)) return pipeCheck(schema.pipe, path)
  if (hasWrapped(schema)) return checkOf(schema.wrapped, path)
  if (hasEntries(schema)) return objectCheck(schema.entries, path)
  if (hasItem(schema)) {
    const check = checkOf(schema.item, path)
    return (value, report) => {
      if (Array.isArray(value)) for (const each of value) check(each, report)
    }
  }
  return () => {}
}

function valueCheck(types: readonly string[], path: string): Check {
  const names = enums[path] ?? enums[lastName(path)]
  return (value, report) => {
    if (isNothing(value)) return
    if (!types.includes(typeName(value))) report(path, typeName(value))
    else if (names) {
      const word = String(value).trim()
      const isKnown = word === '0' || Object.hasOwn(names, word) || findByName(Object.values(names), word)
      const isNumber = /^\d{1,4}$/.test(word)
      // A number of an enum is a name of CommBox's. A provider can have any name, and no other value is shown.
      if (!isKnown && (isNumber || names !== streamProviders))
        report(path, isNumber ? `value ${word}` : 'value')
    }
  }
}

/** Reads a value as the schema does, and checks what that gives. What says something and is not read is of another type. */
function pipeCheck(pipe: readonly PipeItem[], path: string): Check {
  const transforms = pipe.flatMap((item) => (isTransform(item) ? [item.operation] : []))
  const last = pipe.findLast(isSchema)
  const check = last ? checkOf(last, path) : () => {}
  const isList = last !== undefined && hasItem(last)
  return (value, report) => {
    const read = transforms.reduce((before, transform) => transform(before), value)
    check(read, report)
    // Only objects are read of a list.
    const all = isList ? [unpacked(value)].flat().map(unpacked) : []
    const unread = isList ? all.filter((each) => !isObject(each)) : read === undefined ? [value] : []
    for (const each of unread) if (!isNothing(each)) report(path, typeName(each))
  }
}

/** Compares an object with the members that are known at a path. */
export function objectCheck(entries: Record<string, v.GenericSchema>, path: string): Check {
  const at = (name: string) => [path, name].filter(Boolean).join('.')
  const known = new Map<string, Check>([
    ...(unread[lastName(path)] ?? []).map((name): [string, Check] => [name, () => {}]),
    ...Object.entries(entries).map(([name, entry]): [string, Check] => [name, checkOf(entry, at(name))]),
  ])
  return (value, report) => {
    if (!isObject(value)) return
    for (const [name, member] of Object.entries(value)) {
      const check = known.get(name)
      // The members of this one are the organisation's own.
      if (path === 'Activities.Activity' && name === 'Data' && String(value.Type) === customType) continue
      if (check) check(member, report)
      else if (!isRequestId(name)) report(at(nameForDrift(name)), typeName(member))
    }
  }
}

function lastName(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1)
}

type PipeItem = v.PipeItem<unknown, unknown, v.BaseIssue<unknown>>

function isPiped(schema: object): schema is { pipe: readonly PipeItem[] } {
  return 'pipe' in schema
}

function hasWrapped(schema: object): schema is { wrapped: v.GenericSchema } {
  return 'wrapped' in schema
}

function hasEntries(schema: object): schema is { entries: Record<string, v.GenericSchema> } {
  return 'entries' in schema
}

function hasItem(schema: object): schema is { item: v.GenericSchema } {
  return 'item' in schema
}

function isSchema(item: PipeItem): item is v.GenericSchema {
  return item.kind === 'schema'
}

function isTransform(item: object): item is { operation: (value: unknown) => unknown } {
  return 'operation' in item
}
