import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import type { Json, JsonObject } from '../commbox/json.ts'

/**
 * An item as DynamoDB takes it. Not by the SDK's `marshall`, which asks an object's `constructor` for its type: a
 * payload can have a member of that name.
 */
export function toItem(item: JsonObject): Record<string, AttributeValue> {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, toAttribute(value)]))
}

function toAttribute(value: Json): AttributeValue {
  if (value === null) return { NULL: true }
  if (typeof value === 'string') return { S: value }
  if (typeof value === 'number') return { N: String(value) }
  if (typeof value === 'boolean') return { BOOL: value }
  return Array.isArray(value) ? { L: value.map(toAttribute) } : { M: toItem(value) }
}

/** An item as we hold it: what JSON holds, no sets and no binary. */
export function fromItem(item: Record<string, AttributeValue>): JsonObject {
  return unmarshall(item)
}
