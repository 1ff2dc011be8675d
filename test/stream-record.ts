import type { JsonObject } from '../shared/commbox/json.ts'
import type { Entity } from '../shared/commbox/names.ts'
import { entities } from '../shared/commbox/names.ts'
import { toItem } from '../shared/dynamodb/attribute-values.ts'

/** A record of the stream of an entity's table, as Lambda gets it. Without `before`, the item was inserted. */
export function streamRecord(
  entity: Entity,
  sequence: number | bigint,
  after?: JsonObject,
  before?: JsonObject,
) {
  return {
    eventName: after === undefined ? 'REMOVE' : before === undefined ? 'INSERT' : 'MODIFY',
    eventSourceARN: `arn:aws:dynamodb:eu-west-1:123456789012:table/${entity}Table/stream/2026-01-01T00:00:00.000`,
    dynamodb: {
      SequenceNumber: String(sequence),
      ...(after ? { NewImage: toItem(after) } : {}),
      ...(before ? { OldImage: toItem(before) } : {}),
    },
  }
}

/** The entities by the names of the tables in such records. */
export const entityOf = new Map(entities.map((entity) => [`${entity}Table`, entity]))
