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
import type { Assembly } from './assembly.ts'
import { LocalError } from './local-error.ts'
import type { Scope } from './resolve.ts'
import { physicalName, propertiesOf, resourcesOf, shortName, tableTypes } from './resources.ts'
import { creationOf, shapeOf, tableSchema } from './table-definition.ts'

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
      if (!existing) await createTable(client, input)
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

async function describe(client: DynamoDBClient, name: string): Promise<TableDescription | undefined> {
  try {
    return (await client.send(new DescribeTableCommand({ TableName: name }))).Table
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined
    throw error
  }
}

/** Creates a table, and waits until it can be used. */
export async function createTable(client: DynamoDBClient, input: CreateTableCommandInput): Promise<void> {
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
