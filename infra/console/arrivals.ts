import * as v from 'valibot'
import { type Entity, findByName } from '../../shared/commbox/names.ts'
import { definitions } from '../../shared/entities/registry.ts'
import { quarantineReasons } from '../../shared/events/delivery.ts'
import { eventsOf } from '../../shared/events/event.ts'
import { eventItem } from '../../shared/events/event-item.ts'
import { rawBody } from '../../shared/ingest/body.ts'
import { explanations } from '../../shared/ingest/outcome.ts'
import { replay } from '../../shared/quarantine/replay.ts'
import { webhookPath } from '../../shared/runtime/names.ts'
import type { Answered } from '../local/gateway.ts'
import { eventText } from '../text/event-text.ts'

/** A request to the webhook URL and its outcome, for people. */
export type Arrival = {
  id: string
  time: Date
  status: number
  outcome: 'accepted' | 'quarantined' | 'refused' | 'tested'
  /** The entity and trigger, or what was wrong. */
  title: string
  path: string
  /** What the delivery says, if it was accepted. */
  summary?: DeliverySummary
}

/** The first event of a delivery in words, and how many events the delivery holds. */
export type DeliverySummary = { entity: Entity; key: string; text: string; events: number }

const mostArrivals = 50
/** The body of a larger delivery is dropped, so that it has no summary; in bytes. */
const largestBody = 64 * 1024

/** Collects the latest requests to the webhook URL. They are interpreted when a page shows them. */
export function openArrivals() {
  const latest: { read(): Arrival }[] = []
  let count = 0
  return {
    add(answered: Answered): void {
      if (!answered.path.startsWith(webhookPath)) return
      const isSmall = answered.body.length <= largestBody
      const request = isSmall ? answered : { ...answered, body: Buffer.alloc(0) }
      let arrival: Arrival | undefined
      latest.unshift({
        read() {
          arrival ??= arrivalOf(request)
          return arrival
        },
      })
      latest.splice(mostArrivals)
      count += 1
    },
    /** How many there were since the start. */
    count: () => count,
    /** The latest ones, at most `most` and 50, newest first. */
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

/** Describes a request by its answer, and an accepted delivery by its first event. */
export function arrivalOf(answered: Answered): Arrival {
  const { time, method, status, requestId: id, path } = answered
  const answer = readAnswer(answered.answer)
  const reason = findByName(quarantineReasons, answer.reason ?? answer.type?.split(':').at(-1) ?? '')
  const base = { id, time, status, path }
  if (reason) return { ...base, outcome: 'quarantined', title: explanations[reason].title }
  if (status >= 300) return { ...base, outcome: 'refused', title: answer.title ?? 'Refused' }
  const title = [answer.entity, answer.trigger].filter(Boolean).join(' ')
  if (method === 'GET') return { ...base, outcome: 'tested', title: `Connection test ${title}`.trim() }
  const summary = summaryOf(answered)
  return { ...base, outcome: 'accepted', title, ...(summary ? { summary } : {}) }
}

function readAnswer(answer: Buffer): v.InferOutput<typeof answerSchema> {
  try {
    return v.parse(answerSchema, JSON.parse(answer.toString('utf8')))
  } catch {
    return {}
  }
}

/** Interprets a delivery as the functions do. */
function summaryOf({ body, path, requestId: deliveryId, time }: Answered): DeliverySummary | undefined {
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
  const delivery = outcome.deliveries[0]?.delivery
  if (delivery === undefined) return undefined
  const { triggers, layout } = definitions[delivery.entity]
  const reading = triggers[delivery.trigger]?.read(delivery.payload)
  if (reading === undefined || !('drafts' in reading)) return undefined
  const events = eventsOf(delivery, reading.drafts)
  const [first] = events
  if (first === undefined) return undefined
  const { text } = eventText(eventItem(first, layout.partitionKey))
  return { entity: delivery.entity, key: first.key, text, events: events.length }
}
