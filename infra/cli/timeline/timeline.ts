import type { ReadClient } from '../../../shared/client/client.ts'
import { withPayloads } from '../../../shared/client/payloads.ts'
import { everyItem } from '../../../shared/client/question.ts'
import type { Span } from '../../../shared/client/span.ts'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import { inOrder } from '../../../shared/runtime/in-order.ts'
import type { Deployment } from '../../deployment/outputs-file.ts'
import { withReadClient } from '../../deployment/read-client.ts'
import { eventLines } from '../../text/event-lines.ts'
import { eventText } from '../../text/event-text.ts'
import { plain, stateLines, withId } from '../../text/state-text.ts'
import { nothingStored } from '../errors.ts'
import { columns } from '../terminal/columns.ts'
import { counted } from '../terminal/count.ts'
import { type Io, paint, progress } from '../terminal/io.ts'

export type TimelineOptions = { from?: string; to?: string; json?: true }

type Entry = { entity: string; event: JsonObject }

/**
 * Prints everything about a conversation, merged by time.
 *
 * @throws CommandError where nothing is stored about it
 */
export async function showTimeline(
  deployment: Deployment,
  objectId: string,
  { json, ...span }: TimelineOptions,
  io: Io,
): Promise<void> {
  const found = await withReadClient(deployment, async (client, bodies) => {
    const [state, entries] = await Promise.all([
      client.conversations.get(objectId),
      entriesOf(client, objectId, span, io),
    ])
    const isWanted = (event: JsonObject) => json === true || eventText(event, undefined).text === ''
    const events = await withPayloads(
      entries.map(({ event }) => event),
      bodies,
      isWanted,
    )
    return {
      state: state satisfies JsonObject | undefined,
      entries: entries.map(({ entity }, index) => ({ entity, event: events[index] ?? {} })),
      agents: json ? new Map<string, string>() : await agentNames(client, events),
    }
  })
  if (found.state === undefined && found.entries.length === 0) {
    throw nothingStored(`conversation ${objectId}`)
  }
  const { state, entries } = found
  if (json) io.out(JSON.stringify({ objectId, state, entries }, null, 2))
  else show(objectId, found, io)
}

async function entriesOf(client: ReadClient, objectId: string, span: Span, io: Io): Promise<Entry[]> {
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

function show(
  objectId: string,
  {
    state,
    entries,
    agents,
  }: { state: JsonObject | undefined; entries: Entry[]; agents: ReadonlyMap<string, string> },
  io: Io,
): void {
  io.out(paint(io, 'bold', `Conversation ${objectId}`))
  for (const text of state ? stateLines('Object', state) : []) io.out(text)
  // Surveys and forms have triggers of one name.
  const events = entries.map(({ entity, event }) =>
    entity === 'Object' ? event : { ...event, trigger: `${entity} ${plain(event.trigger)}` },
  )
  const lines = eventLines(events, state).map((cells) =>
    cells.map((cell, column) => (column === 2 ? findByName(cell, agents) : cell)),
  )
  io.out('')
  io.out(paint(io, 'bold', counted(entries.length, 'event')))
  for (const text of columns(lines)) io.out(text)
}

const agentsAtOnce = 8

/** The names of the agents who did something, by their ids, as far as the Users table knows them. */
async function agentNames(client: ReadClient, events: readonly JsonObject[]): Promise<Map<string, string>> {
  const ids = [
    ...new Set(
      events.flatMap(({ actorId, managerId }) => [actorId, managerId]).filter((id) => typeof id === 'string'),
    ),
  ]
  const names = new Map<string, string>()
  for await (const [id, user] of inOrder(ids, agentsAtOnce, (id) => client.users.get(id))) {
    const name = [user?.firstName, user?.lastName].filter(Boolean).join(' ')
    if (name) names.set(id, name)
  }
  return names
}

/** `agent 23571002` with the agent's name. */
function findByName(who: string, agents: ReadonlyMap<string, string>): string {
  const [, id = ''] = /^agent (\d+)$/.exec(who) ?? []
  const name = agents.get(id)
  return name ? `agent ${withId(name, id)}` : who
}
