import { setTimeout } from 'node:timers/promises'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import * as v from 'valibot'
import { quarantineConsumer } from '../shared/quarantine/consumer.ts'
import { quarantineTable } from '../shared/quarantine/table.ts'
import { days, readEnvironment, variable } from '../shared/runtime/environment.ts'
import { environment } from '../shared/runtime/variables.ts'
import { requestHandler, unlogged } from './aws-calls.ts'
import { stackLog } from './stack-log.ts'

const { [environment.quarantineTableName]: tableName, [environment.quarantineRetentionDays]: retentionDays } =
  readEnvironment(
    v.object({ [environment.quarantineTableName]: variable, [environment.quarantineRetentionDays]: days }),
  )

export const handler = quarantineConsumer(
  {
    client: unlogged(new DynamoDBClient({ requestHandler })),
    tableName,
    retentionDays,
    partitionKey: quarantineTable.partitionKey,
    sleep: (milliseconds) => setTimeout(milliseconds),
  },
  stackLog(),
)
