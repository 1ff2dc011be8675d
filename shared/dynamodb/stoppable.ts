import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Table } from './database.ts'

/**
 * Makes a table whose requests can be stopped: after `stop`, those that are on their way still end, and no other is
 * sent. Who waits for one waits for ever: its work ends there.
 */
export function stoppable<Kind extends Table>(table: Kind): { table: Kind; stop(): void } {
  let isStopped = false
  const send: DynamoDBClient['send'] = (...args: [never]) =>
    isStopped ? new Promise<never>(() => {}) : table.client.send(...args)
  const client: DynamoDBClient = Object.create(table.client, { send: { value: send } })
  return {
    table: { ...table, client },
    stop() {
      isStopped = true
    },
  }
}
