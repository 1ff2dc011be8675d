import * as v from 'valibot'
import type { JsonObject } from '../commbox/json.ts'
import type { Issue } from '../events/delivery.ts'
import type { EventDraft } from '../events/event.ts'

/** One of CommBox's triggers: what its payload must and may hold, and what it tells. */
export type Trigger = {
  readonly schema: v.GenericSchema
  /** Whether a bare payload is certainly of this trigger, by its shape alone. */
  isCertain(payload: JsonObject): boolean
  /** What a payload tells, one draft for each event in it; or what is wrong with it. */
  read(payload: JsonObject): Reading
}

export type Reading = { drafts: EventDraft[] } | { issues: Issue[] }

export function trigger<Payload>(definition: {
  schema: v.GenericSchema<unknown, Payload>
  isCertain?: (payload: JsonObject) => boolean
  interpret: (reading: Payload, payload: JsonObject) => EventDraft[]
}): Trigger {
  const { schema, interpret, isCertain = () => false } = definition
  return {
    schema,
    isCertain,
    read(payload) {
      const parsed = v.safeParse(schema, payload)
      return parsed.success
        ? { drafts: interpret(parsed.output, payload) }
        : { issues: parsed.issues.map(issueFrom) }
    },
  }
}

/** A valibot issue without the received value, which may be a customer's. */
function issueFrom(issue: v.BaseIssue<unknown>): Issue {
  const last = issue.path?.at(-1)
  const isMissing = last !== undefined && 'input' in last && isWithout(last.input, last.key)
  return {
    path: v.getDotPath(issue) ?? '',
    expected: isMissing ? 'a value' : (issue.expected ?? 'another value').replace(/[()]/g, ''),
    received: isMissing ? 'nothing' : typeName(issue.input),
  }
}

function isWithout(holder: unknown, key: unknown): boolean {
  return (
    typeof holder === 'object' && holder !== null && typeof key === 'string' && !Object.hasOwn(holder, key)
  )
}

/** The type of a JSON value, in JSON's words. */
export function typeName(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value
}
