import { setTimeout } from 'node:timers/promises'
import { DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams'
import { busEventOf } from '../../../shared/bus/bus-event.ts'
import { busSource } from '../../../shared/bus/put-events.ts'
import { type StreamRecord, writeIn } from '../../../shared/bus/stream-record.ts'
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

export type TailOptions = JsonOptions & { trigger?: string; brand?: string; events?: true }

type Entry = { entity: Entity; event: JsonObject }

/** What a stage with an event bus puts onto it by default. */
const busOptions = { hasPayloads: false, hasCommands: false }

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
              (await reader.next()).map((record) => ({ entity, record })),
            ),
          )
          if (options.events) printBusEvents(read.flat(), deployment, options, io)
          else print(read.flat().flatMap(insertedEvent), options, io)
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

type OfEntity = { entity: Entity; record: StreamRecord }

function insertedEvent({ entity, record }: OfEntity): Entry[] {
  const write = writeIn(record)
  const isEvent = write?.isInsert && String(write.after[sortKey]).startsWith('event#')
  return isEvent && !isWithdrawn(write.after) ? [{ entity, event: write.after }] : []
}

/** Prints what the event bus of a stage would get, each on a line as rules see it. */
function printBusEvents(read: OfEntity[], { stackName }: Deployment, options: TailOptions, io: Io): void {
  const events = read.flatMap(({ entity, record }) => {
    const event = busEventOf(record, entity, { stack: stackName, ...busOptions })
    if (event === undefined || !isWanted(event.detail.data, options)) return []
    return [{ source: busSource, 'detail-type': event.detailType, detail: event.detail }]
  })
  if (options.json && events.length > 0) io.out(escapedJson(JSON.stringify({ items: events })))
  if (!options.json) for (const event of events) io.out(escapedJson(JSON.stringify(event)))
}

function print(found: Entry[], options: TailOptions, io: Io): void {
  const { json } = options
  const entries = found.filter(({ event }) => isWanted(event, options))
  entries.sort((a, b) => (String(a.event.receivedAt) < String(b.event.receivedAt) ? -1 : 1))
  if (!json) for (const entry of entries) io.out(lineOf(entry, io))
  else if (entries.length > 0) io.out(escapedJson(JSON.stringify({ items: entries })))
}

function isWanted(item: JsonObject, { trigger, brand }: TailOptions): boolean {
  if (trigger !== undefined && normalizeName(String(item.trigger)) !== normalizeName(trigger)) return false
  return brand === undefined || item.brand === brand
}

function lineOf({ entity, event }: Entry, io: Io): string {
  const { what, who, text } = eventText(event)
  const key = String(event[tables[entity].partitionKey])
  const cells = [timeText(String(event.receivedAt)), paint(io, 'bold', entity), key, what, who, oneLine(text)]
  return cells.filter(Boolean).join('  ')
}
