import { isObject, type Json, type JsonObject } from '../commbox/json.ts'
import { time } from '../commbox/values.ts'
import { type Check, checkOf, objectCheck, type Report } from './drift-check.ts'
import type { Trigger } from './trigger.ts'

/**
 * What a payload has that its schema does not know: a member, a known member of another JSON type, or a value of an
 * enum. `path` has the names of members, without the places in lists; `type` is the JSON type, or `value <number>` for
 * an enum. No other value is in it.
 */
export type Drift = { path: string; type: string }

/** At most so many are found in a payload. */
const mostFound = 20

const checks = new WeakMap<Trigger, Check>()

/** What an envelope has beside names, request id and payload. */
const envelopeCheck = objectCheck({ EventTime: time }, 'Event')

/**
 * Compares a payload with the schema of its trigger. Each difference is returned once.
 *
 * @param envelope what the envelope has beside the payload
 */
export function driftIn(trigger: Trigger, payload: unknown, envelope: JsonObject = {}): Drift[] {
  const check = checks.get(trigger) ?? checkOf(trigger.schema, '')
  checks.set(trigger, check)
  const found = new Map<string, Drift>()
  const report: Report = (path, type) => {
    if (found.size < mostFound) found.set(`${path}\n${type}`, { path, type })
  }
  check(payload, report)
  envelopeCheck(envelope, report)
  return [...found.values()]
}

/** Whether the schema of a trigger does not know a kind of drift, which an earlier one may not have known. */
export function isUnknown(trigger: Trigger, { path, type }: Drift): boolean {
  const names = path.split('.')
  const isBeside = names[0] === 'Event'
  const [, code] = /^value (\d+)$/.exec(type) ?? []
  const value = names
    .slice(isBeside ? 1 : 0)
    .reduceRight<Json>((inner, name) => ({ [name]: inner }), code ?? examples[type] ?? '?')
  const found = isBeside ? driftIn(trigger, {}, isObject(value) ? value : {}) : driftIn(trigger, value)
  return found.some((drift) => drift.path === path)
}

const examples: Readonly<Record<string, Json>> = {
  number: 1,
  boolean: true,
  object: { example: 1 },
  array: [{ example: 1 }],
  null: null,
}
