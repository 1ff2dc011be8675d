import { setTimeout } from 'node:timers/promises'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import * as v from 'valibot'
import { entities } from '../shared/commbox/names.ts'
import { quarantineTable } from '../shared/quarantine/table.ts'
import { days, list, readEnvironment, variable } from '../shared/runtime/environment.ts'
import { environment } from '../shared/runtime/variables.ts'
import { entityConsumer } from '../shared/store/consumer.ts'
import { tables } from '../shared/tables.ts'
import { requestHandler, unlogged } from './aws-calls.ts'
import { lazyBucket } from './lazy-bucket.ts'
import { stackLog } from './stack-log.ts'

const {
  [environment.entity]: entity,
  [environment.tableName]: tableName,
  [environment.quarantineTableName]: quarantineTableName,
  [environment.bucketName]: bucketName,
  [environment.eventRetentionDays]: retentionDays,
  [environment.stateRetentionDays]: stateRetentionDays,
  [environment.quarantineRetentionDays]: quarantineRetentionDays,
  [environment.defaultCountryCode]: defaultCountryCode,
  [environment.brands]: brands,
} = readEnvironment(
  v.object({
    [environment.entity]: v.picklist(entities),
    [environment.tableName]: variable,
    [environment.quarantineTableName]: variable,
    [environment.bucketName]: variable,
    [environment.eventRetentionDays]: days,
    [environment.stateRetentionDays]: days,
    [environment.quarantineRetentionDays]: days,
    [environment.brands]: list,
    [environment.defaultCountryCode]: v.optional(v.pipe(v.string(), v.regex(/^[1-9]\d{0,2}$/))),
  }),
)
const client = unlogged(new DynamoDBClient({ requestHandler }))
const database = {
  client,
  bodies: lazyBucket(bucketName),
  sleep: (milliseconds: number) => setTimeout(milliseconds),
}

export const handler = entityConsumer({
  entity,
  table: {
    ...database,
    retentionDays,
    stateRetentionDays,
    defaultCountryCode,
    tableName,
    partitionKey: tables[entity].partitionKey,
  },
  quarantine: {
    ...database,
    tableName: quarantineTableName,
    retentionDays: quarantineRetentionDays,
    partitionKey: quarantineTable.partitionKey,
  },
  brands,
  log: stackLog(),
})
