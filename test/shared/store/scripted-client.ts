import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { attached } from '../../tables-in-memory.ts'

/**
 * What a call of the client is answered with instead: an output, an error to throw, or undefined to let it pass.
 * A promise of one of them will do, where something is to happen first.
 */
export type Script = (command: string, input: Record<string, unknown>) => object | Error | undefined

/** A client whose calls a script may answer: for what no emulator does. Others go to `endpoint`. */
export function scriptedClient(script: Script, endpoint = 'http://127.0.0.1:9'): DynamoDBClient {
  const client = new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  })
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        const answer = await script(commandName, { ...args.input })
        if (answer instanceof Error) throw answer
        return answer === undefined ? next(args) : { output: { $metadata: {}, ...answer }, response: {} }
      },
    { step: 'initialize', priority: 'low' },
  )
  return attached(client, endpoint)
}

/** Whether a call writes events, one or several. */
export function writesEvents(command: string, input: object): boolean {
  return /^(Put|BatchWrite)Item/.test(command) && JSON.stringify(input).includes('"record":{"S":"event#')
}
