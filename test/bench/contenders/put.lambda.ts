import { BatchWriteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import type { SQSEvent } from 'aws-lambda'

const database = new DynamoDBClient({})

/** The least that a consumer can do: it puts what each message holds, keeps no state and knows no repetition. */
export async function handler({ Records }: SQSEvent) {
  const requests = Records.map(({ messageId, body }) => {
    const { payload } = JSON.parse(body)
    return { PutRequest: { Item: marshall({ objectId: messageId, record: 'event', payload }) } }
  })
  const TableName = process.env.TABLE_NAME ?? ''
  for (let start = 0; start < requests.length; start += 25) {
    const RequestItems = { [TableName]: requests.slice(start, start + 25) }
    await database.send(new BatchWriteItemCommand({ RequestItems }))
  }
  return { batchItemFailures: [] }
}
