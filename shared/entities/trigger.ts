import * as v from 'valibot'
import type { Json, JsonObject } from '../commbox/json.ts'
import type { Issue } from '../events/delivery.ts'
import type { EventDraft } from '../events/draft.ts'

/** One of CommBox's triggers: what its payload must and may hold, and what it says. */
export type Trigger = {
  readonly schema: v.GenericSchema
  /**
   * The members that its payload can have and other triggers' cannot. Undefined if its required members already
   * distinguish it from all others.
   */
  readonly distinctive: readonly string[] | undefined
  /** Where its payload has the list of which each element is an event of its own, if it can have one. */
  readonly list: ElementList | undefined
  /** Whether a bare payload is certainly of this trigger, by nothing but its shape. */
  isCertain(payload: JsonObject): boolean
  /** What a payload says, one draft for each event in it; or what is wrong with it. */
  read(payload: JsonObject): Reading
}

/** A repeated member such as `Activities.Activity`: the member that holds the list, and the list's own name in it. */
export type ElementList = { holder: string; name: string }

export type Reading = { drafts: EventDraft[] } | { issues: Issue[] }

export function trigger<Payload>(definition: {
  schema: v.GenericSchema<unknown, Payload>
  distinctive?: readonly string[]
  list?: ElementList
  isCertain?: (payload: JsonObject) => boolean
  interpret: (reading: Payload, payload: JsonObject) => EventDraft[]
}): Trigger {
  const { schema, interpret, distinctive, list, isCertain = () => false } = definition
  return {
    schema,
    distinctive,
    list,
    isCertain,
    read(payload) {
      const parsed = v.safeParse(schema, payload)
      return parsed.success
        ? { drafts: interpret(parsed.output, payload) }
        : { issues: parsed.issues.map(issueFrom) }
    },
  }
}

/** Whether a payload has a member that says something: CommBox also sends members that are empty. */
export function has(payload: JsonObject, name: string): boolean {
  const value: Json | undefined = Object.hasOwn(payload, name) ? payload[name] : undefined
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0
  // The text of a message can be empty: a photo has none.
  return value !== undefined && value !== null && (value !== '' || name === 'Message')
}

/** A valibot issue without the received value, which may be a customer's. */
function issueFrom(issue: v.BaseIssue<unknown>): Issue {
  const last = issue.path?.at(-1)
  const isMissing = last !== undefined && !Object.hasOwn(Object(last.input), String(last.key))
  return {
    path: v.getDotPath(issue) ?? '',
    expected: isMissing ? 'a value' : (issue.expected ?? 'another value').replace(/[()]/g, ''),
    received: isMissing ? 'nothing' : typeName(issue.input),
  }
}

/** The type of a JSON value, in JSON's words. */
export function typeName(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value
}
