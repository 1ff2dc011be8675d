import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { type Delivery, encodeMessage, type Quarantined } from '../delivery.ts'
import { type Bodies, bodyKey, largestInline } from '../large.ts'
import { errorName } from '../log.ts'
import type { Pipeline } from '../names.ts'
import { type Answer, answer } from './answer.ts'
import type { TokenHash } from './authenticate.ts'
import { rawBody } from './body.ts'
import { ingest, type WebhookRequest } from './ingest.ts'
import type { Outcome } from './outcome.ts'

export type IngestParts = {
  hashes: readonly TokenHash[]
  bodies: Bodies
  /** Resolves once the message is in the pipeline's queue. */
  send(pipeline: Pipeline, message: string): Promise<void>
  log(entry: Record<string, unknown>): void
}

/** The ingest function: a delivery is in a queue before it is answered with a 200 (or kept, before a 4xx). */
export function ingestHandler(parts: IngestParts) {
  const { hashes, log } = parts
  return async (event: APIGatewayProxyEventV2): Promise<Answer> => {
    const request = requestFrom(event)
    const { label, outcome } = ingest(request, hashes)
    const settled = await queued(outcome, parts)
    const reply = answer(settled, request.requestId)
    log({ ...summary(settled), deliveryId: request.requestId, token: label, status: reply.statusCode })
    return reply
  }
}

async function queued(outcome: Outcome, { send, bodies, log }: IngestParts): Promise<Outcome> {
  try {
    if (outcome.kind === 'accepted') {
      const { entity } = outcome.delivery
      await send(entity, await deliveryMessage(outcome.delivery, bodies))
    }
    if (outcome.kind === 'kept')
      await send('Quarantine', await quarantineMessage(outcome.quarantined, bodies))
    return outcome
  } catch (error) {
    log({ level: 'ERROR', message: 'not queued', error: errorName(error) })
    return { kind: 'refused', problem: 'not-queued', issues: [] }
  }
}

/** The message of a delivery; one that would be too large leaves its payload in the bucket. */
async function deliveryMessage(delivery: Delivery, bodies: Bodies): Promise<string> {
  const message = encodeMessage(delivery)
  if (Buffer.byteLength(message) <= largestInline) return message
  const { payload, ...rest } = delivery
  const payloadKey = bodyKey(delivery.entity, delivery.receivedAt, delivery.deliveryId)
  await bodies.put(payloadKey, JSON.stringify(payload))
  return encodeMessage({ ...rest, payloadKey })
}

async function quarantineMessage(quarantined: Quarantined, bodies: Bodies): Promise<string> {
  const message = encodeMessage(quarantined)
  if (Buffer.byteLength(message) <= largestInline) return message
  const key = bodyKey('Quarantine', quarantined.receivedAt, quarantined.deliveryId)
  await bodies.put(key, quarantined.body)
  return encodeMessage({ ...quarantined, body: '', bodyKey: key })
}

function requestFrom(event: APIGatewayProxyEventV2): WebhookRequest {
  const { requestContext, pathParameters, queryStringParameters, headers } = event
  return {
    method: requestContext.http.method,
    path: event.rawPath,
    address: { entity: segment(pathParameters?.entity), trigger: segment(pathParameters?.trigger) },
    queryToken: queryStringParameters?.token,
    authorization: headers.authorization,
    raw: rawBody(event.body, event.isBase64Encoded),
    requestId: requestContext.requestId,
    receivedAt: new Date(requestContext.timeEpoch).toISOString(),
  }
}

/** A segment of the path; a gateway may leave blanks encoded (`On%20Submit`). */
function segment(value: string | undefined): string | undefined {
  try {
    return value && decodeURIComponent(value)
  } catch {
    return value
  }
}

function summary(outcome: Outcome): Record<string, unknown> {
  const level = outcome.kind === 'refused' || outcome.kind === 'kept' ? 'WARN' : 'INFO'
  return { level, message: outcome.kind, ...subject(outcome) }
}

function subject(outcome: Outcome): Record<string, unknown> {
  if (outcome.kind === 'accepted') return named(outcome.delivery)
  if (outcome.kind === 'kept') return { reason: outcome.quarantined.reason }
  return outcome.kind === 'refused' ? { reason: outcome.problem } : {}
}

function named({ entity, trigger, brand }: Delivery | Quarantined) {
  return { entity, trigger, brand }
}
