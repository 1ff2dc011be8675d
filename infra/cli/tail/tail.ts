import { setTimeout } from 'node:timers/promises'
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb'
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import { type Entity, entities, normalizeName } from '../../../shared/commbox/names.ts'
import { sortKey } from '../../../shared/dynamodb/table.ts'
import { tables } from '../../../shared/tables.ts'
import { clientConfig, withDatabase } from '../../deployment/database.ts'
import type { Deployment } from '../../deployment/outputs-file.ts'
import { eventText } from '../../text/event-text.ts'
import { timeText } from '../../text/state-text.ts'
import { CommandError } from '../errors.ts'
import { interruptible } from '../long-running/interruptible.ts'
import { oneLine } from '../terminal/columns.ts'
import { type Io, paint } from '../terminal/io.ts'
import { type StreamReader, streamReader } from './stream.ts'

export type TailOptions = { trigger?: string; brand?: string; json?: true }

/** DynamoDB allows five reads a second of a shard, by all readers. */
const pause = 1000

/**
 * Prints events as they are stored, until it is interrupted.
 *
 * @throws CommandError where the tables have no streams
 */
export async function tail(
  deployment: Deployment,
  wanted: readonly Entity[],
  options: TailOptions,
  io: Io,
): Promise<void> {
  const client = new DynamoDBStreamsClient(clientConfig(deployment))
  try {
    await withDatabase(deployment, async (database) => {
      const readers: { entity: Entity; reader: StreamReader }[] = []
      for (const entity of wanted.length > 0 ? wanted : entities) {
        const { Table } = await database.send(
          new DescribeTableCommand({ TableName: deployment.tableName(entity) }),
        )
        if (!Table?.LatestStreamArn)
          throw new CommandError(
            `the table of ${entity} has no stream${deployment.local ? ' on this platform' : ''}`,
          )
        readers.push({ entity, reader: await streamReader(client, Table.LatestStreamArn) })
      }
      io.err('Waiting for events; Ctrl-C ends it.')
      await interruptible(io, async ({ signal }) => {
        while (!signal.aborted) {
          const read = await Promise.all(
            readers.map(async ({ entity, reader }) =>
              (await reader.next())
                .filter((item) => isShown(item, options))
                .map((event) => ({ entity, event })),
            ),
          )
          const inOrder = read
            .flat()
            .sort((a, b) => (String(a.event.receivedAt) < String(b.event.receivedAt) ? -1 : 1))
          for (const { entity, event } of inOrder)
            io.out(options.json ? JSON.stringify({ entity, event }) : lineOf(entity, event, io))
          await setTimeout(pause, undefined, { signal }).catch(() => {})
        }
      })
    })
  } finally {
    client.destroy()
  }
}

function isShown(item: JsonObject, { trigger, brand }: TailOptions): boolean {
  if (!String(item[sortKey]).startsWith('event#')) return false
  if (trigger !== undefined && normalizeName(String(item.trigger)) !== normalizeName(trigger)) return false
  return brand === undefined || item.brand === brand
}

function lineOf(entity: Entity, event: JsonObject, io: Io): string {
  const { what, who, text } = eventText(event, undefined)
  const key = String(event[tables[entity].partitionKey])
  const cells = [timeText(String(event.receivedAt)), paint(io, 'bold', entity), key, what, who, oneLine(text)]
  return cells.filter(Boolean).join('  ')
}
