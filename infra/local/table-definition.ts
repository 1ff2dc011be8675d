import type { CreateTableCommandInput, TableDescription } from '@aws-sdk/client-dynamodb'
import * as v from 'valibot'

const keySchema = v.array(v.object({ AttributeName: v.string(), KeyType: v.picklist(['HASH', 'RANGE']) }))

/** The properties of a table in a template that the local stack reads. */
export const tableSchema = v.object({
  AttributeDefinitions: v.array(
    v.object({ AttributeName: v.string(), AttributeType: v.picklist(['S', 'N', 'B']) }),
  ),
  KeySchema: keySchema,
  GlobalSecondaryIndexes: v.optional(
    v.array(
      v.object({
        IndexName: v.string(),
        KeySchema: keySchema,
        Projection: v.object({
          ProjectionType: v.picklist(['ALL', 'INCLUDE', 'KEYS_ONLY']),
          NonKeyAttributes: v.exactOptional(v.array(v.string())),
        }),
      }),
    ),
    [],
  ),
  StreamSpecification: v.optional(v.object({ StreamViewType: v.picklist(['NEW_AND_OLD_IMAGES']) })),
  TimeToLiveSpecification: v.optional(v.object({ Enabled: v.boolean(), AttributeName: v.string() })),
})
type TableProperties = v.InferOutput<typeof tableSchema>

/** The request that creates a table. @param isWhole whether the emulator supports streams */
export function creationOf(
  name: string,
  properties: TableProperties,
  isWhole: boolean,
): CreateTableCommandInput {
  const { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes, StreamSpecification } = properties
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions,
    KeySchema,
    ...(GlobalSecondaryIndexes.length > 0 && { GlobalSecondaryIndexes }),
    ...(StreamSpecification &&
      isWhole && { StreamSpecification: { StreamEnabled: true, ...StreamSpecification } }),
  }
}

/** The parts of a table that cannot be changed after its creation, in a form that can be compared. */
export function shapeOf(table: TableDescription | CreateTableCommandInput) {
  return {
    attributes: Object.fromEntries(
      (table.AttributeDefinitions ?? []).map(({ AttributeName, AttributeType }) => [
        AttributeName,
        AttributeType,
      ]),
    ),
    keys: keysOf(table),
    indexes: Object.fromEntries(
      (table.GlobalSecondaryIndexes ?? []).map((index) => {
        const { ProjectionType, NonKeyAttributes = [] } = index.Projection ?? {}
        return [
          index.IndexName,
          { keys: keysOf(index), ProjectionType, include: NonKeyAttributes.toSorted() },
        ]
      }),
    ),
  }
}

function keysOf({ KeySchema = [] }: Pick<TableDescription, 'KeySchema'>): Record<string, unknown> {
  return Object.fromEntries(KeySchema.map(({ KeyType, AttributeName }) => [KeyType, AttributeName]))
}
