import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import type { Database } from '../../../shared/store/database.ts'
import { storedItems } from '../../../shared/store/stored-event.ts'
import { bodiesInMemory } from '../../emulated-tables.ts'
import { startTablesInMemory } from '../../tables-in-memory.ts'
import { type Script, scriptedClient } from './scripted-client.ts'

/** Whether a call, with its input as JSON, writes a state. */
export function writesState(command: string, input: string): boolean {
  return command === 'PutItemCommand' && input.includes('"record":{"S":"state"}')
}

/** The table of conversations, empty and in memory, whose calls are recorded. */
export function recordedTable() {
  const { endpoint } = startTablesInMemory()
  const calls: string[] = []
  const bodies = bodiesInMemory()
  const rest = { tableName: 'Object', partitionKey: 'objectId', bodies, sleep: async () => {} }
  const table: Database = {
    ...rest,
    client: scriptedClient((command, input) => {
      const records = [...JSON.stringify(input).matchAll(/"record":\{"S":"([a-z]+)/g)].map(([, kind]) => kind)
      calls.push([command.replace('Command', ''), ...records].join(' '))
      return undefined
    }, endpoint),
    defaultCountryCode: '972',
  }
  const scripted = (script: Script): Database => ({ ...table, client: scriptedClient(script, endpoint) })
  return {
    table,
    bodies,
    /** The calls since it was asked last: the command, and the kinds of the items that it names. */
    called: () => calls.splice(0),
    /** The same table, some of whose calls a script answers; they are not recorded. */
    scripted,
    /** The same table, where something happens once: before the first call of a kind. */
    interrupted(
      isMoment: (command: string, input: string) => boolean,
      happens: () => Promise<unknown>,
    ): Database {
      let hasHappened = false
      return scripted(async (command, input) => {
        if (hasHappened || !isMoment(command, JSON.stringify(input))) return undefined
        hasHappened = true
        await happens()
        return undefined
      })
    },
    /** The same table, where others write the state first, so many times. */
    outpaced(times: number): Database {
      let left = times
      return scripted((command, input) => {
        if (left === 0 || !writesState(command, JSON.stringify(input))) return undefined
        left -= 1
        return new ConditionalCheckFailedException({ message: '', $metadata: {} })
      })
    },
    /** The items of a thing. */
    async items(key = '1'): Promise<JsonObject[]> {
      const found: JsonObject[] = []
      const unrecorded = { ...table, client: scriptedClient(() => undefined, endpoint) }
      for await (const item of storedItems(unrecorded, key, { from: '!', to: '~' })) found.push(item)
      return found
    },
  }
}
