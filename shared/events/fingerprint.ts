import { createHash } from 'node:crypto'
import { isObject, type Json } from '../commbox/json.ts'
import { findByName, isRequestId } from '../commbox/names.ts'
import { unpacked } from '../commbox/values.ts'

/**
 * Members whose content is the organisation's or the customer's own: types count in them. They may arrive as JSON
 * text for the same content that arrives parsed elsewhere.
 */
const typed = new Set(['Data', 'Content', 'Properties', 'unitValidation'])

/**
 * A payload in the one form that all its spellings share: members in the order of their names, scalars as text
 * (CommBox sends an id as text or number), and no `requestId`, which belongs to the request. In `Data`, `Content`,
 * `Properties` and `unitValidation`, which are kept as typed, types count.
 */
export function looseForm(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(looseForm).join(',')}]`
  if (!isObject(value)) return JSON.stringify(value === null || value === undefined ? '' : String(value))
  const members = Object.keys(value)
    .filter((name) => !isRequestId(name))
    .sort()
    .map((name) => {
      const member = value[name] ?? null
      return `${JSON.stringify(name)}:${typed.has(name) ? typedForm(member) : looseForm(member)}`
    })
  return `{${members.join(',')}}`
}

/** Types count in what is a map or list; a scalar, such as a `Content` that is only a text, is one like others. */
function typedForm(member: Json): string {
  const whole = unpacked(member)
  return typeof whole === 'object' && whole !== null ? exactForm(whole) : looseForm(whole)
}

/** A JSON value in a form that equal values share and no others: members in the order of their names. */
export function exactForm(value: unknown): string {
  return JSON.stringify(value, (_name, member) =>
    isObject(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  )
}

/** The first 16 hex digits (64 bits) of a text's SHA-256. */
export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}

/** 16 hex digits that tell one content of a trigger from another. */
export function fingerprint(trigger: string, content: Json): string {
  return shortHash(`${trigger}\n${looseForm(content)}`)
}

/** A brand for a log line: a configured one by its name; any other text by its hash, since it may be anything. */
export function brandForLog(
  brand: string | undefined,
  configured: readonly string[] | undefined,
): string | undefined {
  return brand && (findByName(configured ?? [], brand) ?? `#${shortHash(brand)}`)
}
