import { type ReadClient, readClient } from '../../../shared/client/client.ts'
import { withPayloads } from '../../../shared/client/payloads.ts'
import { everyItem } from '../../../shared/client/question.ts'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import { readNames } from '../../deployment/names.ts'
import type { Deployment } from '../../deployment/outputs-file.ts'
import { withSource } from '../../deployment/read-client.ts'
import { eventRows } from '../../text/event-rows.ts'
import { eventText } from '../../text/event-text.ts'
import type { Names } from '../../text/names.ts'
import { stateRows } from '../../text/state-rows.ts'
import { plain } from '../../text/value-text.ts'
import { type NameOptions, readEveryName } from '../arguments/names.ts'
import type { SpanOptions } from '../arguments/time.ts'
import { nothingStored } from '../errors.ts'
import { counted, eventCount } from '../terminal/count.ts'
import { type Io, paint, progress } from '../terminal/io.ts'
import { type JsonOptions, printJson } from '../terminal/json.ts'
import { printRows } from '../terminal/table.ts'

export type TimelineOptions = SpanOptions & JsonOptions & NameOptions

type Entry = { entity: string; event: JsonObject }

/**
 * Prints everything about a conversation, merged by time.
 *
 * @throws CommandError if nothing is stored about it
 */
export async function showTimeline(
  deployment: Deployment,
  objectId: string,
  { json, from, to, names: isNaming }: TimelineOptions,
  io: Io,
): Promise<void> {
  const { state, entries, names } = await withSource(deployment, async (source) => {
    const client = readClient(source)
    const [state, found] = await Promise.all([
      client.conversations.get(objectId),
      entriesOf(client, objectId, { from, to }, io),
    ])
    const isWanted = (event: JsonObject) => json === true || eventText(event).text === ''
    const events = await withPayloads(
      found.map(({ event }) => event),
      source.bodies,
      isWanted,
    )
    const entries = found.map(({ entity }, index) => ({ entity, event: events[index] ?? {} }))
    const show = (names: Names) =>
      json || [state && stateRows('Object', state, names), rowsOf(entries, names)]
    const known = isNaming ? await readEveryName(source, deployment, io) : undefined
    return { state, entries, names: await readNames(client, { state, events }, show, known) }
  })
  if (state === undefined && entries.length === 0) throw nothingStored(`conversation ${objectId}`)
  if (json) return printJson(io, [...(state ? [{ entity: 'Object', state }] : []), ...entries])
  io.out(paint(io, 'bold', `Conversation ${objectId}`))
  if (state) await printRows(io, stateRows('Object', state, names))
  io.out('')
  const rows = rowsOf(entries, names)
  io.out(paint(io, 'bold', eventCount(entries.length, rows.length)))
  await printRows(io, rows)
}

async function entriesOf(
  client: ReadClient,
  objectId: string,
  span: { from: string | undefined; to: string | undefined },
  io: Io,
): Promise<Entry[]> {
  const line = progress(io)
  const entries: Entry[] = []
  try {
    for await (const entry of everyItem((cursor) => client.timeline(objectId, { ...span, cursor }))) {
      entries.push(entry)
      if (entries.length % 100 === 0) line.show(`${counted(entries.length, 'event')} read`)
    }
  } finally {
    line.clear()
  }
  return entries
}

function rowsOf(entries: readonly Entry[], names: Names): string[][] {
  // Surveys and forms have triggers of the same name.
  const events = entries.map(({ entity, event }) =>
    entity === 'Object' ? event : { ...event, trigger: `${entity} ${plain(event.trigger)}` },
  )
  return eventRows(events, names)
}
