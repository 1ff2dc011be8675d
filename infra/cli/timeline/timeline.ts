import type { ReadClient } from '../../../shared/client/client.ts'
import { withPayloads } from '../../../shared/client/payloads.ts'
import { everyItem } from '../../../shared/client/question.ts'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import { inOrder } from '../../../shared/runtime/in-order.ts'
import type { Deployment } from '../../deployment/outputs-file.ts'
import { withReadClient } from '../../deployment/read-client.ts'
import { decodeEntities } from '../../text/entities.ts'
import { eventRows } from '../../text/event-rows.ts'
import { eventText } from '../../text/event-text.ts'
import { oneLine } from '../../text/one-line.ts'
import { stateRows } from '../../text/state-rows.ts'
import { plain, withId } from '../../text/value-text.ts'
import type { SpanOptions } from '../arguments/time.ts'
import { nothingStored } from '../errors.ts'
import { counted, eventCount } from '../terminal/count.ts'
import { type Io, paint, progress } from '../terminal/io.ts'
import { type JsonOptions, printJson } from '../terminal/json.ts'
import { printRows } from '../terminal/table.ts'

export type TimelineOptions = SpanOptions & JsonOptions

type Entry = { entity: string; event: JsonObject }

/**
 * Prints everything about a conversation, merged by time.
 *
 * @throws CommandError if nothing is stored about it
 */
export async function showTimeline(
  deployment: Deployment,
  objectId: string,
  { json, from, to }: TimelineOptions,
  io: Io,
): Promise<void> {
  const { state, entries, agents } = await withReadClient(deployment, async (client, bodies) => {
    const [state, found] = await Promise.all([
      client.conversations.get(objectId),
      entriesOf(client, objectId, { from, to }, io),
    ])
    const isWanted = (event: JsonObject) => json === true || eventText(event, undefined).text === ''
    const events = await withPayloads(
      found.map(({ event }) => event),
      bodies,
      isWanted,
    )
    return {
      state: state satisfies JsonObject | undefined,
      entries: found.map(({ entity }, index) => ({ entity, event: events[index] ?? {} })),
      agents: json ? new Map<string, string>() : await agentNames(client, events),
    }
  })
  if (state === undefined && entries.length === 0) throw nothingStored(`conversation ${objectId}`)
  if (json) return printJson(io, [...(state ? [{ entity: 'Object', state }] : []), ...entries])
  io.out(paint(io, 'bold', `Conversation ${objectId}`))
  if (state) await printRows(io, stateRows('Object', state))
  io.out('')
  const rows = rowsOf(entries, state, agents)
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

function rowsOf(
  entries: readonly Entry[],
  state: JsonObject | undefined,
  agents: ReadonlyMap<string, string>,
): string[][] {
  // Surveys and forms have triggers of the same name.
  const events = entries.map(({ entity, event }) =>
    entity === 'Object' ? event : { ...event, trigger: `${entity} ${plain(event.trigger)}` },
  )
  return eventRows(events, state).map((cells) =>
    cells.map((cell, column) => (column === 2 ? withAgentName(cell, agents) : cell)),
  )
}

const concurrency = 8

/** Reads the names of the agents who did something, by id, as far as the Users table has them. */
async function agentNames(client: ReadClient, events: readonly JsonObject[]): Promise<Map<string, string>> {
  const ids = [
    ...new Set(
      events.flatMap(({ actorId, managerId }) => [actorId, managerId]).filter((id) => typeof id === 'string'),
    ),
  ]
  const names = new Map<string, string>()
  for await (const [id, user] of inOrder(ids, concurrency, (id) => client.users.get(id))) {
    const name = [user?.firstName, user?.lastName].filter(Boolean).join(' ')
    if (name) names.set(id, oneLine(decodeEntities(name)))
  }
  return names
}

/** Puts the agent's name into `agent 23571002`. */
function withAgentName(who: string, agents: ReadonlyMap<string, string>): string {
  const [, id = ''] = /^agent (\d+)$/.exec(who) ?? []
  const name = agents.get(id)
  return name ? `agent ${withId(name, id)}` : who
}
