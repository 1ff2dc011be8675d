import * as v from 'valibot'
import { type Entity, findByName } from '../../shared/commbox/names.ts'
import { definitions } from '../../shared/entities/registry.ts'
import { quarantineReasons } from '../../shared/events/delivery.ts'
import { eventItem, eventsOf } from '../../shared/events/event.ts'
import { rawBody } from '../../shared/ingest/body.ts'
import { explanations } from '../../shared/ingest/outcome.ts'
import { replay } from '../../shared/quarantine/replay.ts'
import { webhookPath } from '../../shared/runtime/names.ts'
import type { Answered } from '../local/gateway.ts'
import { eventText } from '../text/event-text.ts'

/** A request to the endpoint and what became of it, for people. */
export type Arrival = {
  id: string
  time: Date
  status: number
  outcome: 'accepted' | 'quarantined' | 'refused' | 'tested'
  /** What it was taken for, or what was wrong with it. */
  title: string
  path: string
  /** What it tells, where it was understood. */
  tells?: DeliverySummary
}

/** The first event of a delivery, in words, and of how many it is the first. */
export type DeliverySummary = { entity: Entity; key: string; text: string; events: number }

const kept = 50
/** A larger body is not kept to be read, in bytes. */
const largest = 64 * 1024

/** The latest requests to the endpoint, the newest first. They are read when somebody looks. */
export function openArrivals() {
  const latest: { read(): Arrival }[] = []
  let count = 0
  return {
    add(answered: Answered): void {
      if (!answered.path.startsWith(webhookPath)) return
      const isKept = answered.body.length <= largest
      const request = isKept ? answered : { ...answered, body: Buffer.alloc(0) }
      let arrival: Arrival | undefined
      latest.unshift({
        read() {
          arrival ??= arrivalOf(request)
          return arrival
        },
      })
      latest.splice(kept)
      count += 1
    },
    /** How many there were since the start. */
    count: () => count,
    latest: (most: number) => latest.slice(0, most).map((each) => each.read()),
  }
}
export type Arrivals = ReturnType<typeof openArrivals>

const answerSchema = v.object({
  entity: v.nullish(v.string()),
  trigger: v.nullish(v.string()),
  reason: v.nullish(v.string()),
  type: v.nullish(v.string()),
  title: v.nullish(v.string()),
})

export function arrivalOf(answered: Answered): Arrival {
  const { time, method, status, requestId: id, path } = answered
  const told = readAnswer(answered.answer)
  const reason = findByName(quarantineReasons, told.reason ?? told.type?.split(':').at(-1) ?? '')
  const base = { id, time, status, path }
  if (reason) return { ...base, outcome: 'quarantined', title: explanations[reason].title }
  if (status >= 300) return { ...base, outcome: 'refused', title: told.title ?? 'Refused' }
  const title = [told.entity, told.trigger].filter(Boolean).join(' ')
  if (method === 'GET') return { ...base, outcome: 'tested', title: `Connection test ${title}`.trim() }
  const tells = tellsOf(answered)
  return { ...base, outcome: 'accepted', title, ...(tells ? { tells } : {}) }
}

function readAnswer(answer: Buffer): v.InferOutput<typeof answerSchema> {
  try {
    return v.parse(answerSchema, JSON.parse(answer.toString('utf8')))
  } catch {
    return {}
  }
}

/** Reads a delivery as the functions do. */
function tellsOf({ body, path, requestId: deliveryId, time }: Answered): DeliverySummary | undefined {
  const outcome = replay({
    version: 1,
    deliveryId,
    receivedAt: time.toISOString(),
    reason: 'invalid',
    issues: [],
    path,
    ...rawBody(body.toString('base64'), true),
  })
  if (outcome.kind !== 'accepted') return undefined
  const { delivery } = outcome
  const { triggers, layout } = definitions[delivery.entity]
  const reading = triggers[delivery.trigger]?.read(delivery.payload)
  if (reading === undefined || !('drafts' in reading)) return undefined
  const events = eventsOf(delivery, reading.drafts)
  const [first] = events
  if (first === undefined) return undefined
  const { text } = eventText(eventItem(first, layout.partitionKey), undefined)
  return { entity: delivery.entity, key: first.key, text, events: events.length }
}
