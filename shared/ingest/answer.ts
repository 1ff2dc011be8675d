import type { Entity } from '../commbox/names.ts'
import { isSelfDescribing } from '../entities/registry.ts'
import { webhookPath } from '../runtime/names.ts'
import { explanations, type Outcome, quarantinedStatuses, refusedStatuses } from './outcome.ts'

export type Answer = { statusCode: number; headers: Record<string, string>; body: string }

const answerHeaders = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }

function json(statusCode: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return {
    statusCode,
    headers: { 'content-type': 'application/json', ...answerHeaders, ...headers },
    body: JSON.stringify(body, null, 1),
  }
}

/**
 * Builds the answer to a request: JSON, or an RFC 9457 problem document. It has paths and types, never values. The
 * first three lines of a problem are for people: what is wrong, what to do, where to look.
 */
export function answer(outcome: Outcome, id: string): Answer {
  switch (outcome.kind) {
    case 'accepted': {
      const { entity, trigger } = outcome.delivery
      return json(200, { id, entity, trigger })
    }
    case 'tested': {
      const { entity = null, trigger = null } = outcome
      return json(200, { ok: true, entity, trigger, message: connectionMessage(entity, trigger) })
    }
    case 'quarantined': {
      const { quarantined, isUnknownName, known } = outcome
      const { reason, issues } = quarantined
      if (isUnknownName) return json(200, { id, quarantined: true, reason })
      const status = quarantinedStatuses[reason]
      const see = `npm run commbox -- quarantine show ${id}; ${page}`
      return problem(status, reason, { see, id, issues, ...(known.length > 0 ? { known } : {}) })
    }
    case 'refused': {
      const { problem: reason, issues, known, detail } = outcome
      const members = {
        id,
        ...(issues.length > 0 ? { issues } : {}),
        ...(known ? { known } : {}),
        ...(detail ? { detail } : {}),
      }
      return problem(refusedStatuses[reason], reason, members, refusedHeaders[reason])
    }
  }
}

const refusedHeaders: Partial<Record<string, Record<string, string>>> = {
  unauthorized: { 'www-authenticate': 'Bearer' },
  'method-not-allowed': { allow: 'GET, POST' },
  'not-queued': { 'retry-after': '5' },
}

/** Where an administrator can read on. */
const page = 'docs/administrators.md#when-a-delivery-fails'

function problem(
  status: number,
  reason: keyof typeof explanations,
  members: object,
  headers: Record<string, string> = {},
): Answer {
  const document = {
    ...explanations[reason],
    see: page,
    status,
    type: `urn:commbox-webhooks:${reason}`,
    ...members,
  }
  return json(status, document, { 'content-type': 'application/problem+json', ...headers })
}

function connectionMessage(entity: Entity | null, trigger: string | null): string {
  if (entity === null)
    return `Token accepted. This URL takes bodies that name their entity; ${webhookPath}/<entity>/<trigger> takes any.`
  if (trigger !== null) return `Token accepted. This URL takes ${entity}.${trigger}.`
  if (isSelfDescribing(entity))
    return `Token accepted. This URL takes webhooks of ${entity}; the trigger is read from the body.`
  const path = `${webhookPath}/${entity.toLowerCase()}/<trigger>`
  return `Token accepted. This URL takes bodies of ${entity} that name their trigger; ${path} takes any.`
}
