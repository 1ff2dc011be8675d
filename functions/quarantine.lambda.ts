import { setTimeout } from 'node:timers/promises'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import * as v from 'valibot'
import { quarantineConsumer } from '../shared/quarantine/consumer.ts'
import { quarantineTable } from '../shared/quarantine/table.ts'
import { readEnvironment, variable } from '../shared/runtime/environment.ts'
import { stackLog } from './observed.ts'

const { QUARANTINE_TABLE_NAME } = readEnvironment(v.object({ QUARANTINE_TABLE_NAME: variable }))

export const handler = quarantineConsumer(
  {
    client: new DynamoDBClient({}),
    tableName: QUARANTINE_TABLE_NAME,
    partitionKey: quarantineTable.partitionKey,
    sleep: (milliseconds) => setTimeout(milliseconds),
  },
  stackLog(),
)
