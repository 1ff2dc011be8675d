import { createHash } from 'node:crypto'
import { isObject, type Json } from '../commbox/json.ts'
import { unpacked } from '../commbox/values.ts'

/** Fields that may arrive as JSON text, for the same content that arrives parsed elsewhere. */
const mayBeText = new Set(['Data', 'Content', 'Properties'])

/**
 * A value in the one form that all its spellings share: members in order of their names, numbers and booleans
 * as text (CommBox sends an id as either), JSON texts parsed, and no `requestId`, which belongs to the request.
 */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (!isObject(value)) return JSON.stringify(value === null || value === undefined ? '' : String(value))
  const members = Object.keys(value)
    .filter((name) => name !== 'requestId' && name !== 'RequestId')
    .sort()
    .map((name) => {
      const member = mayBeText.has(name) ? unpacked(value[name]) : value[name]
      return `${JSON.stringify(name)}:${canonical(member)}`
    })
  return `{${members.join(',')}}`
}

/** 16 hex digits (64 bits) that tell one content of a trigger from another. */
export function fingerprint(trigger: string, content: Json): string {
  return createHash('sha256')
    .update(`${trigger}\n${canonical(content)}`)
    .digest('hex')
    .slice(0, 16)
}
