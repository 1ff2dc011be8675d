import { setTimeout } from 'node:timers/promises'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import * as v from 'valibot'
import { entities } from '../shared/commbox/names.ts'
import { quarantineTable } from '../shared/quarantine/table.ts'
import { readEnvironment, variable } from '../shared/runtime/environment.ts'
import { entityConsumer } from '../shared/store/consumer.ts'
import { tables } from '../shared/tables.ts'
import { lazyBucket } from './lazy-bucket.ts'
import { stackLog } from './observed.ts'

const { EVENT_RETENTION_DAYS, ENTITY, TABLE_NAME, QUARANTINE_TABLE_NAME, BUCKET_NAME } = readEnvironment(
  v.object({
    ENTITY: v.picklist(entities),
    TABLE_NAME: variable,
    QUARANTINE_TABLE_NAME: variable,
    BUCKET_NAME: variable,
    EVENT_RETENTION_DAYS: v.optional(v.pipe(v.string(), v.regex(/^[1-9]\d*$/), v.transform(Number))),
  }),
)
const client = new DynamoDBClient({})
// It makes a copy of each request and answer for a logger that there is none of.
client.middlewareStack.remove('loggerMiddleware')
const database = {
  client,
  bodies: lazyBucket(BUCKET_NAME),
  sleep: (milliseconds: number) => setTimeout(milliseconds),
}

export const handler = entityConsumer({
  entity: ENTITY,
  table: {
    ...database,
    retentionDays: EVENT_RETENTION_DAYS,
    tableName: TABLE_NAME,
    partitionKey: tables[ENTITY].partitionKey,
  },
  quarantine: { ...database, tableName: QUARANTINE_TABLE_NAME, partitionKey: quarantineTable.partitionKey },
  log: stackLog(),
})
