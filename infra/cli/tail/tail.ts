import { setTimeout } from 'node:timers/promises'
import { DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import { type Entity, entities, normalizeName } from '../../../shared/commbox/names.ts'
import { sortKey } from '../../../shared/dynamodb/table.ts'
import { isWithdrawn } from '../../../shared/store/stored-event.ts'
import { tables } from '../../../shared/tables.ts'
import { clientConfig, withDatabase } from '../../deployment/database.ts'
import type { Deployment } from '../../deployment/outputs-file.ts'
import { eventText } from '../../text/event-text.ts'
import { escapedJson, oneLine } from '../../text/one-line.ts'
import { timeText } from '../../text/value-text.ts'
import { CommandError } from '../errors.ts'
import { interruptible } from '../long-running/interruptible.ts'
import { type Io, paint } from '../terminal/io.ts'
import type { JsonOptions } from '../terminal/json.ts'
import { type StreamReader, streamReader } from './stream.ts'

export type TailOptions = JsonOptions & { trigger?: string; brand?: string }

type Entry = { entity: Entity; event: JsonObject }

/** DynamoDB allows five reads of a shard a second, by all readers together. */
const pause = 1000

/**
 * Prints events as they are stored, until it is interrupted.
 *
 * @throws CommandError if the tables have no streams
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
        const streamArn = await streamOf(database, deployment, entity)
        readers.push({ entity, reader: await streamReader(client, streamArn) })
      }
      io.err('Waiting for events; Ctrl-C ends it.')
      await interruptible(io, async ({ signal }) => {
        while (!signal.aborted) {
          const read = await Promise.all(
            readers.map(async ({ entity, reader }) =>
              (await reader.next())
                .filter((item) => isShown(item, options))
                .map((event): Entry => ({ entity, event })),
            ),
          )
          print(read.flat(), options, io)
          await setTimeout(pause, undefined, { signal }).catch(() => {})
        }
      })
    })
  } finally {
    client.destroy()
  }
}

async function streamOf(database: DynamoDBClient, deployment: Deployment, entity: Entity): Promise<string> {
  const TableName = deployment.tableName(entity)
  const { Table } = await database.send(new DescribeTableCommand({ TableName }))
  if (Table?.LatestStreamArn) return Table.LatestStreamArn
  throw new CommandError(
    deployment.local
      ? `the ${entity} table has no stream: the local stack has none on this platform`
      : `the ${entity} table has no stream: deploy the stack again`,
  )
}

function print(entries: Entry[], { json }: TailOptions, io: Io): void {
  entries.sort((a, b) => (String(a.event.receivedAt) < String(b.event.receivedAt) ? -1 : 1))
  if (!json) for (const entry of entries) io.out(lineOf(entry, io))
  else if (entries.length > 0) io.out(escapedJson(JSON.stringify({ items: entries })))
}

function isShown(item: JsonObject, { trigger, brand }: TailOptions): boolean {
  if (!String(item[sortKey]).startsWith('event#') || isWithdrawn(item)) return false
  if (trigger !== undefined && normalizeName(String(item.trigger)) !== normalizeName(trigger)) return false
  return brand === undefined || item.brand === brand
}

function lineOf({ entity, event }: Entry, io: Io): string {
  const { what, who, text } = eventText(event)
  const key = String(event[tables[entity].partitionKey])
  const cells = [timeText(String(event.receivedAt)), paint(io, 'bold', entity), key, what, who, oneLine(text)]
  return cells.filter(Boolean).join('  ')
}
