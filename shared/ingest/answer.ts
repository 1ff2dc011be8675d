import { type Entity, selfTelling } from '../commbox/names.ts'
import { webhookPath } from '../runtime/names.ts'
import { explanations, keptStatuses, type Outcome, refusedStatuses } from './outcome.ts'

export type Answer = { statusCode: number; headers: Record<string, string>; body: string }

const answerHeaders = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }

function json(statusCode: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return {
    statusCode,
    headers: { 'content-type': 'application/json', ...answerHeaders, ...headers },
    body: JSON.stringify(body),
  }
}

/** The answer to a request: JSON, or an RFC 9457 problem document. It names paths and types, and no value. */
export function answer(outcome: Outcome, id: string): Answer {
  switch (outcome.kind) {
    case 'accepted': {
      const { entity, trigger } = outcome.delivery
      return json(200, { id, entity, trigger })
    }
    case 'tested': {
      const { entity = null, trigger = null } = outcome
      return json(200, { ok: true, entity, trigger, message: sentence(entity, trigger) })
    }
    case 'kept': {
      const { quarantined, isUnknownName, known } = outcome
      const { reason, issues } = quarantined
      if (isUnknownName) return json(200, { id, quarantined: true, reason })
      const status = keptStatuses[reason]
      return problem(status, reason, { id, issues, ...(known.length > 0 ? { known } : {}) })
    }
    case 'refused': {
      const { problem: reason, issues, known } = outcome
      const members = { id, ...(issues.length > 0 ? { issues } : {}), ...(known ? { known } : {}) }
      return problem(refusedStatuses[reason], reason, members, refusedHeaders[reason])
    }
  }
}

const refusedHeaders: Partial<Record<string, Record<string, string>>> = {
  unauthorized: { 'www-authenticate': 'Bearer' },
  'method-not-allowed': { allow: 'GET, POST' },
  'not-queued': { 'retry-after': '5' },
}

function problem(
  status: number,
  reason: keyof typeof explanations,
  members: object,
  headers: Record<string, string> = {},
): Answer {
  const { title, detail } = explanations[reason]
  const document = { type: `urn:commbox-webhooks:${reason}`, title, status, detail, ...members }
  return json(status, document, { 'content-type': 'application/problem+json', ...headers })
}

function sentence(entity: Entity | null, trigger: string | null): string {
  if (entity === null)
    return `The token is good. This URL takes bodies that name their entity; ${webhookPath}/<entity>/<trigger> takes any.`
  if (trigger !== null) return `The token is good. This URL takes ${entity}.${trigger}.`
  if (selfTelling.includes(entity))
    return `The token is good. This URL takes webhooks of ${entity}; what a body tells decides the trigger.`
  const path = `${webhookPath}/${entity.toLowerCase()}/<trigger>`
  return `The token is good. This URL takes bodies of ${entity} that name their trigger; ${path} takes any.`
}
