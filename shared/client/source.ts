import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Bodies } from '../events/large-bodies.ts'
import { outputs, type Pipeline } from '../runtime/names.ts'

/** Where the tables are. */
export type Source = {
  dynamoDb: DynamoDBClient
  tableName(pipeline: Pipeline): string
  /** The output `DefaultCountryCode` of the stack, if it has one: of phone numbers that begin with a single 0. */
  defaultCountryCode?: string | undefined
  /** Where the bodies are that are too large for an item. Only `payload` and `body` read them. */
  bodies?: Pick<Bodies, 'get'>
  /**
   * Whether states expire, as they do if the stack has the output `StateRetention`. What finds a thing by a tag or a
   * contact is then left over until `prune` removes it: lists leave it out, for a read of each state more.
   */
  statesExpire?: boolean
  /** Reads tables as they are at this moment, at twice the cost. An index is always a moment behind. */
  consistentRead?: boolean
}

/**
 * Returns the names of the tables in the outputs of a stack, as `cdk deploy --outputs-file` and `npm start` write them.
 *
 * @throws Error when asked for a table that the outputs do not name
 */
export function tableNamesIn(stack: Readonly<Record<string, string>>): Source['tableName'] {
  return (pipeline) => {
    const name = stack[outputs.table(pipeline)]
    if (name === undefined) throw new Error(`The outputs have no ${outputs.table(pipeline)}: deploy again`)
    return name
  }
}
