import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb'
import { GetObjectCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3'
import { region } from '../infra/local/account.ts'
import type { LocalStack } from '../infra/local/stack.ts'
import type { JsonObject } from '../shared/commbox/json.ts'
import { fromItem } from '../shared/dynamodb/attribute-values.ts'
import { sortKey } from '../shared/dynamodb/table.ts'
import { outputs, type Pipeline, stackName } from '../shared/runtime/names.ts'
import { tables } from '../shared/tables.ts'

/** The tables and the bucket of a running stack, read by what its outputs say. */
export type StackTables = {
  client: DynamoDBClient
  /** The name of a table. */
  tableName(pipeline: Pipeline): string
  /** Every item of a table, by its key. */
  items(pipeline: Pipeline): Promise<JsonObject[]>
  /** A large body, by its key. */
  body(key: string): Promise<string>
  /** Every version of every large body. */
  bodies(): Promise<string[]>
  close(): void
}

export function stackTables(stack: Pick<LocalStack, 'outputs'>): StackTables {
  const { [stackName]: values, Local } = stack.outputs
  const credentials = { accessKeyId: Local.AccessKeyId, secretAccessKey: Local.SecretAccessKey }
  const client = new DynamoDBClient({ endpoint: Local.DynamoDbEndpoint, region, credentials })
  const s3 = new S3Client({ endpoint: Local.S3Endpoint, region, credentials })
  const tableName = (pipeline: Pipeline) => values[outputs.table(pipeline)] ?? ''
  return {
    client,
    tableName,
    async items(pipeline) {
      const found: JsonObject[] = []
      const pages = paginateScan({ client }, { TableName: tableName(pipeline), ConsistentRead: true })
      for await (const { Items = [] } of pages) found.push(...Items.map(fromItem))
      const keyOf = (item: JsonObject) => `${item[tables[pipeline].partitionKey]} ${item[sortKey]}`
      return found.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
    },
    async body(Key) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: values[outputs.bucket], Key }))
      return (await Body?.transformToString()) ?? ''
    },
    async bodies() {
      const Bucket = values[outputs.bucket]
      const { Versions = [], IsTruncated } = await s3.send(new ListObjectVersionsCommand({ Bucket }))
      if (IsTruncated) throw new Error('more bodies than a page has')
      return Promise.all(
        Versions.map(async ({ Key, VersionId }) => {
          // A bucket without versions calls its only version null.
          const version = VersionId === 'null' ? {} : { VersionId }
          const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, ...version }))
          return (await Body?.transformToString()) ?? ''
        }),
      )
    },
    close() {
      client.destroy()
      s3.destroy()
    },
  }
}
