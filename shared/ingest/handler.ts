import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { entities, findByName } from '../commbox/names.ts'
import { withoutToken } from '../commbox/text.ts'
import { definitions } from '../entities/registry.ts'
import { type Delivery, encodeMessage, type Quarantined } from '../events/delivery.ts'
import { brandForLog } from '../events/fingerprint.ts'
import { type Bodies, bodyKey, largestBody, largestInline, receivedFirst } from '../events/large-bodies.ts'
import { errorName, type Log, type LogEntry } from '../runtime/log.ts'
import type { Pipeline } from '../runtime/names.ts'
import { type AccessPolicy, admit } from './admit.ts'
import { type Answer, answer } from './answer.ts'
import type { Scope } from './authenticate.ts'
import { isOther, type OtherBodies, rawBody } from './body.ts'
import { type Address, addressIn } from './identify.ts'
import { type AuthenticRequest, receive } from './ingest.ts'
import type { Outcome, Refused } from './outcome.ts'

export type IngestParts = AccessPolicy & {
  bodies: Bodies
  /** Resolves once the message is in the pipeline's queue. */
  send(pipeline: Pipeline, message: string): Promise<void>
  /** Loads what reads bodies other than JSON in UTF-8. */
  others(): Promise<OtherBodies>
  log: Log
}

/** Builds the ingest function. Every authentic delivery is in a queue before it is answered, also with a 4xx. */
export function ingestHandler(parts: IngestParts) {
  const { log } = parts
  return async (event: APIGatewayProxyEventV2): Promise<Answer> => {
    const { requestId, http } = event.requestContext
    const path = withoutToken(event.rawPath)
    const address = addressIn(path)
    const credentials = {
      sourceIp: http.sourceIp,
      queryToken: event.queryStringParameters?.token,
      authorization: event.headers.authorization,
      url: `${event.rawPath}?${event.rawQueryString}`,
    }
    const { token, refusal } = address ? admit(credentials, parts) : { refusal: notFound }
    const outcome =
      refusal ?? (await kept(event, { path, address: address ?? {} }, token?.scope ?? {}, parts))
    const reply = answer(outcome, requestId)
    const entry = summary(outcome, http.method, parts)
    log({ ...entry, deliveryId: requestId, token: token?.label, status: reply.statusCode })
    return reply
  }
}

const notFound: Outcome = { kind: 'refused', problem: 'unknown-path', issues: [] }

/** Decides the outcome of an admitted request, and sends what is to be kept. */
async function kept(
  event: APIGatewayProxyEventV2,
  place: { path: string; address: Address },
  scope: Scope,
  parts: IngestParts,
): Promise<Outcome> {
  const { send, bodies, log } = parts
  const { requestId: deliveryId, timeEpoch, http } = event.requestContext
  const receivedAt = new Date(timeEpoch).toISOString()
  try {
    const read = await bodyOf(event, parts)
    const request = { ...place, ...read, method: http.method, requestId: deliveryId, receivedAt }
    const { raw } = read
    // Whatever reading it does to this function, it is kept.
    const size = Buffer.byteLength(raw.body)
    if (request.method === 'POST' && size > receivedFirst.bytes && size <= largestBody)
      await bodies.put(bodyKey(receivedFirst.prefix, receivedAt, deliveryId), raw.body)
    const outcome = receive(request, [parts, scope])
    if (outcome.kind === 'accepted')
      await send(outcome.delivery.entity, await deliveryMessage(outcome, bodies))
    if (outcome.kind === 'quarantined')
      await send('Quarantine', await quarantineMessage(outcome.quarantined, bodies))
    return outcome
  } catch (error) {
    log({ level: 'error', message: 'not queued', deliveryId, error: errorName(error) })
    return { kind: 'refused', problem: 'not-queued', issues: [] }
  }
}

/**
 * Encodes a delivery. If the message would be too large, or its elements would each repeat a large wrapper, its payload
 * is stored in the bucket.
 */
export async function deliveryMessage(
  { delivery, isWrapperLarge }: { delivery: Delivery; isWrapperLarge: boolean },
  bodies: Bodies,
): Promise<string> {
  const message = encodeMessage(delivery)
  if (Buffer.byteLength(message) <= largestInline && !isWrapperLarge) return message
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

/** Reads the body of a request, as far as it can be before it is kept. */
async function bodyOf(
  { headers, body, isBase64Encoded }: APIGatewayProxyEventV2,
  { others: load }: IngestParts,
): Promise<Pick<AuthenticRequest, 'raw' | 'refusal' | 'others'>> {
  const raw = rawBody(body, isBase64Encoded)
  const about = { type: headers['content-type'], encoding: headers['content-encoding'] }
  if (raw.body === '' || !isOther(raw, about)) return { raw }
  const others = await load()
  return { ...others.decodeBody(body ?? '', isBase64Encoded, about), others }
}

const uncounted: readonly Refused[] = ['not-queued', 'unknown-path']

function summary(outcome: Outcome, method: string, { brands }: AccessPolicy): LogEntry {
  switch (outcome.kind) {
    case 'accepted': {
      const { entity, trigger } = outcome.delivery
      const brand = brandForLog(outcome.delivery.brand, brands)
      return { level: 'info', message: 'accepted', entity, trigger, brand, metrics: { Accepted: 1 } }
    }
    case 'quarantined': {
      const { reason, brand: named, ...names } = outcome.quarantined
      const brand = brandForLog(named, brands)
      // A name from a URL or a body can be any text: only known names are logged.
      const entity = findByName(entities, names.entity)
      const trigger = entity && findByName(Object.keys(definitions[entity].triggers), names.trigger)
      const metrics = outcome.isUnknownName
        ? { Quarantined: 1, UnknownTriggers: 1 }
        : { Quarantined: 1, Refused: 1 }
      return { level: 'warn', message: 'quarantined', reason, entity, trigger, brand, metrics }
    }
    case 'refused':
      return {
        level: 'warn',
        message: 'refused',
        reason: outcome.problem,
        // A connection test and a stranger's request are not deliveries, and the API counts its server errors.
        ...(method === 'POST' && !uncounted.includes(outcome.problem) ? { metrics: { Refused: 1 } } : {}),
      }
    case 'tested':
      return { level: 'info', message: 'tested', entity: outcome.entity, trigger: outcome.trigger }
  }
}
