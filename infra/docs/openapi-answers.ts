import type { JsonObject } from '../../shared/commbox/json.ts'
import { entities } from '../../shared/commbox/names.ts'
import { quarantineReasons } from '../../shared/events/delivery.ts'
import {
  explanations,
  quarantinedStatuses,
  type Refused,
  refusedStatuses,
} from '../../shared/ingest/outcome.ts'

/** What is refused, with its status, as outcome.ts has it. The reasons of consumers reach nobody who posts. */
function refusals(): [Refused | (typeof quarantineReasons)[number], number][] {
  const kept = quarantineReasons.filter(
    (reason) => reason !== 'unreadable-message' && reason !== 'not-storable',
  )
  const refused: Refused[] = Object.keys(refusedStatuses).filter(
    (name): name is Refused => name in refusedStatuses,
  )
  return [
    ...refused.map((reason): [Refused, number] => [reason, refusedStatuses[reason]]),
    ...kept.map((reason): [(typeof kept)[number], number] => [reason, quarantinedStatuses[reason]]),
  ]
}

/** The gateway's own: no function is asked. */
const throttled = '429'

/** The statuses of a POST that fails: 405 is the answer to every other method. */
export function postStatuses(): string[] {
  const own = refusals().map(([, status]) => String(status))
  return [...new Set([...own, throttled])].filter((status) => status !== '405').sort()
}

/** The answers to requests that fail, by status. */
export function responses(): JsonObject {
  const byStatus = Map.groupBy(refusals(), ([, status]) => String(status))
  return Object.fromEntries(
    postStatuses().map((status) => {
      if (status === throttled) {
        return [status, { description: 'More requests than the stage allows. Not kept.' }]
      }
      const description = (byStatus.get(status) ?? [])
        .map(([reason]) => `${explanations[reason].title} (${reason}). ${explanations[reason].detail}`)
        .join('\n\n')
      const schema = { $ref: '#/components/schemas/Problem' }
      return [status, { description, content: { 'application/problem+json': { schema } } }]
    }),
  )
}

const deliveryId: JsonObject = {
  type: 'string',
  description: 'The id of the delivery: the same in the access log, in the logs and in the row.',
}

const accepted: JsonObject = {
  type: 'object',
  required: ['id'],
  properties: {
    id: deliveryId,
    entity: { enum: [...entities] },
    trigger: { type: 'string' },
    quarantined: { const: true, description: 'The body names an entity or trigger that is not known here.' },
    reason: { enum: ['unknown-entity', 'unknown-trigger'] },
  },
}

const tested: JsonObject = {
  type: 'object',
  required: ['ok', 'entity', 'trigger', 'message'],
  properties: {
    ok: { const: true },
    entity: { enum: [...entities, null] },
    trigger: { type: ['string', 'null'] },
    message: { type: 'string' },
  },
}

const problem: JsonObject = {
  description: 'A problem document (RFC 9457). It names places and types, and never a value.',
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'id'],
  properties: {
    type: { enum: refusals().map(([reason]) => `urn:commbox-webhooks:${reason}`) },
    title: { type: 'string' },
    status: { enum: [...new Set(refusals().map(([, status]) => status))].sort() },
    detail: { type: 'string', description: 'What to do.' },
    id: deliveryId,
    issues: {
      type: 'array',
      items: {
        type: 'object',
        required: ['path', 'expected', 'received'],
        properties: {
          path: { type: 'string', description: 'Such as payload.Activities.Activity.0.Id.' },
          expected: { type: 'string' },
          received: { type: 'string', description: 'The type of what stood there.' },
        },
      },
    },
    known: { type: 'array', items: { type: 'string' }, description: 'The names that are known.' },
  },
}

/** The bodies of answers, by the names under which the document has them. */
export const answerSchemas = { Accepted: accepted, Tested: tested, Problem: problem }
