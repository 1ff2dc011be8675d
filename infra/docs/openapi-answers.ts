import type { JsonObject } from '../../shared/commbox/json.ts'
import { entities } from '../../shared/commbox/names.ts'
import { quarantineReasons } from '../../shared/events/delivery.ts'
import {
  explanations,
  quarantinedStatuses,
  type Refused,
  refusedStatuses,
} from '../../shared/ingest/outcome.ts'

/** Returns every refusal with its status, from outcome.ts. The reasons of consumers are in no response. */
function refusals(): [Refused | (typeof quarantineReasons)[number], number][] {
  const quarantined = quarantineReasons.filter(
    (reason) => reason !== 'unreadable-message' && reason !== 'not-storable',
  )
  const refused: Refused[] = Object.keys(refusedStatuses).filter(
    (name): name is Refused => name in refusedStatuses,
  )
  return [
    ...refused.map((reason): [Refused, number] => [reason, refusedStatuses[reason]]),
    ...quarantined.map((reason): [(typeof quarantined)[number], number] => [
      reason,
      quarantinedStatuses[reason],
    ]),
  ]
}

/** The gateway's own status: the function is not called. */
const throttled = '429'

/** Returns the statuses of a POST that fails. 405 is the response to every other method. */
export function postStatuses(): string[] {
  const own = refusals().map(([, status]) => String(status))
  return [...new Set([...own, throttled])].filter((status) => status !== '405').sort()
}

/** Returns the responses to requests that fail, by status. */
export function responses(): JsonObject {
  const byStatus = Map.groupBy(refusals(), ([, status]) => String(status))
  return Object.fromEntries(
    postStatuses().map((status) => {
      if (status === throttled) {
        return [
          status,
          { description: 'Too many requests for the limit of the stage. The delivery is not kept.' },
        ]
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
  description: 'The delivery id: the access log, the function logs and the row have the same.',
}

const accepted: JsonObject = {
  type: 'object',
  required: ['id'],
  properties: {
    id: deliveryId,
    entity: { enum: [...entities] },
    trigger: { type: 'string' },
    quarantined: { const: true, description: 'The body names an unknown entity or trigger.' },
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
  description: 'A problem document (RFC 9457). It names paths and types, never values.',
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'see', 'id'],
  properties: {
    type: { enum: refusals().map(([reason]) => `urn:commbox-webhooks:${reason}`) },
    title: { type: 'string' },
    status: { enum: [...new Set(refusals().map(([, status]) => status))].sort() },
    detail: { type: 'string', description: 'What to do.' },
    see: { type: 'string', description: 'Where to look.' },
    id: deliveryId,
    issues: {
      type: 'array',
      items: {
        type: 'object',
        required: ['path', 'expected', 'received'],
        properties: {
          path: { type: 'string', description: 'Such as payload.Activities.Activity.0.Id.' },
          expected: { type: 'string' },
          received: { type: 'string', description: 'The type of the value that was sent.' },
        },
      },
    },
    known: { type: 'array', items: { type: 'string' }, description: 'The known names.' },
  },
}

/** The schemas of response bodies, by their names in the document. */
export const answerSchemas = { Accepted: accepted, Tested: tested, Problem: problem }
