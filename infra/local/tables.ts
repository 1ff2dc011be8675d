import { isDeepStrictEqual } from 'node:util'
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  ResourceNotFoundException,
  type TableDescription,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb'
import * as v from 'valibot'
import type { Assembly } from './assembly.ts'
import { LocalError } from './local-error.ts'
import { physicalName, propertiesOf, resourcesOf, shortName, tableTypes } from './resources.ts'
import type { Scope } from './template.ts'

const keySchema = v.array(v.object({ AttributeName: v.string(), KeyType: v.picklist(['HASH', 'RANGE']) }))

const tableSchema = v.object({
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

/**
 * Creates the template's tables that do not exist yet. Existing ones keep their items.
 *
 * @param isWhole whether the emulator supports streams and TTL
 * @throws LocalError if an existing table has other keys or indexes than the template's
 */
export async function createTables(
  assembly: Assembly,
  scope: Scope,
  client: DynamoDBClient,
  isWhole: boolean,
): Promise<void> {
  const tables = resourcesOf(assembly, ...tableTypes)
  await Promise.all(
    tables.map(async (resource) => {
      const properties = propertiesOf(resource, tableSchema, scope)
      const name = physicalName(assembly, resource.id)
      const input = creationOf(name, properties, isWhole)
      const existing = await describe(client, name)
      if (!existing) await create(client, input)
      else if (!isDeepStrictEqual(shapeOf(existing), shapeOf(input))) {
        const title = shortName(resource.id)
        throw new LocalError(
          `The keys or indexes of table ${title} have changed since it was created. ` +
            'Start with empty tables: npm start -- --fresh',
        )
      }
      const ttl = properties.TimeToLiveSpecification
      if (ttl?.Enabled && isWhole) await expire(client, name, ttl.AttributeName)
    }),
  )
}

function creationOf(name: string, properties: TableProperties, isWhole: boolean): CreateTableCommandInput {
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
function shapeOf(table: TableDescription | CreateTableCommandInput) {
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

async function describe(client: DynamoDBClient, name: string): Promise<TableDescription | undefined> {
  try {
    return (await client.send(new DescribeTableCommand({ TableName: name }))).Table
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined
    throw error
  }
}

async function create(client: DynamoDBClient, input: CreateTableCommandInput): Promise<void> {
  await client.send(new CreateTableCommand(input))
  while ((await describe(client, input.TableName ?? ''))?.TableStatus !== 'ACTIVE') {
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

async function expire(client: DynamoDBClient, name: string, attribute: string): Promise<void> {
  const now = await client.send(new DescribeTimeToLiveCommand({ TableName: name }))
  // DynamoDB refuses to enable TTL twice.
  if (now.TimeToLiveDescription?.AttributeName === attribute) return
  await client.send(
    new UpdateTimeToLiveCommand({
      TableName: name,
      TimeToLiveSpecification: { Enabled: true, AttributeName: attribute },
    }),
  )
}
