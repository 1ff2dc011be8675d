import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Bodies } from '../events/large-bodies.ts'
import { outputs, type Pipeline } from '../runtime/names.ts'

/** Where the tables are. */
export type Source = {
  dynamoDb: DynamoDBClient
  tableName(pipeline: Pipeline): string
  /** Where the bodies are that are too large for an item: asked for by `payload` and `body` alone. */
  bodies?: Pick<Bodies, 'get'>
  /** Reads tables as they are at this moment, at twice the cost. An index is always a moment behind. */
  consistentRead?: boolean
}

/**
 * The names of the tables in the outputs of a stack, as `cdk deploy --outputs-file` and `npm start` write them.
 *
 * @throws Error when asked for a table that they do not name
 */
export function tableNamesIn(stack: Readonly<Record<string, string>>): Source['tableName'] {
  return (pipeline) => {
    const name = stack[outputs.table(pipeline)]
    if (name === undefined) throw new Error(`The outputs hold no ${outputs.table(pipeline)}`)
    return name
  }
}
