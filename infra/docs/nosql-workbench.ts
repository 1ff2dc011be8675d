import type { JsonObject } from '../../shared/commbox/json.ts'
import { type IndexDefinition, sortKey } from '../../shared/dynamodb/table.ts'
import { pipelines, tableTitles } from '../../shared/runtime/names.ts'
import { tables } from '../../shared/tables.ts'

/** The types of index attributes that are not text. */
const types: Readonly<Record<string, string>> = { score: 'N', activityType: 'N', issues: 'L' }

const attribute = (AttributeName: string): JsonObject => ({
  AttributeName,
  AttributeType: types[AttributeName] ?? 'S',
})

/** Returns the tables as a data model of NoSQL Workbench (format version 3.0): keys, indexes and projections. */
export function workbenchModel(): JsonObject {
  return {
    ModelName: 'commbox-webhooks',
    ModelMetadata: {
      Author: 'commbox-webhooks',
      // The format requires times; fixed ones, so that the same tables make the same file.
      DateCreated: 'Jan 01, 2024, 12:00 AM',
      DateLastModified: 'Jan 01, 2024, 12:00 AM',
      Description: "CommBox's webhooks as tables: docs/tables.md describes their items.",
      AWSService: 'Amazon DynamoDB',
      Version: '3.0',
    },
    DataModel: pipelines.map((pipeline) => {
      const { partitionKey, indexes } = tables[pipeline]
      const definitions: [string, IndexDefinition][] = Object.entries(indexes)
      const projected = definitions.flatMap(([, index]) =>
        [index.partitionKey, index.sortKey ?? [], ...index.include].flat(),
      )
      const others = [...new Set(projected)].filter((name) => name !== partitionKey && name !== sortKey)
      return {
        TableName: tableTitles[pipeline],
        KeyAttributes: keys(partitionKey, sortKey),
        NonKeyAttributes: others.map(attribute),
        TableFacets: [],
        GlobalSecondaryIndexes: definitions.map(([IndexName, index]) => ({
          IndexName,
          KeyAttributes: keys(index.partitionKey, index.sortKey),
          Projection: projection(index, partitionKey),
        })),
        TableData: [],
        DataAccess: { MySql: {} },
        BillingMode: 'PAY_PER_REQUEST',
      }
    }),
  }
}

function keys(partitionKey: string, sort: string | undefined): JsonObject {
  return {
    PartitionKey: attribute(partitionKey),
    ...(sort === undefined ? {} : { SortKey: attribute(sort) }),
  }
}

/** Keys are in every index already. */
function projection(index: IndexDefinition, partitionKey: string): JsonObject {
  const ownKeys = [partitionKey, sortKey, index.partitionKey, index.sortKey]
  const names = index.include.filter((name) => !ownKeys.includes(name))
  if (names.length === 0) return { ProjectionType: 'KEYS_ONLY' }
  return { ProjectionType: 'INCLUDE', NonKeyAttributes: names }
}
