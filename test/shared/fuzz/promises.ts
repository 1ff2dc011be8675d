import { gunzipSync } from 'node:zlib'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { isObject } from '../../../shared/commbox/json.ts'
import { decodeDelivery, decodeQuarantined } from '../../../shared/events/delivery.ts'
import { largestBody, largestInline } from '../../../shared/events/large-bodies.ts'
import { authenticToken } from '../../webhook-request.ts'
import { secret, secretNumber } from './arbitraries.ts'
import type { Case } from './case.ts'
import type { Outcome, Sent } from './handler.ts'
import { isSame, jsonOf } from './same.ts'

/** What must hold, and whether it does. */
type Promised = [holds: boolean, what: string]
type Members = Record<string, unknown>

/** The promises that an outcome breaks: none, if all is well. */
export function brokenPromises(posted: Case, outcome: Outcome): string[] {
  const members: Members = { ...Object(jsonOf(outcome.reply.body)) }
  const promised = [
    ...ofAnswer(outcome, members),
    ...ofDecision(posted, outcome),
    ...outcome.sent.flatMap((sent) => ofMessage(sent, posted.event, outcome, members)),
    ...ofSilence(posted, outcome),
  ]
  return promised.flatMap(([holds, what]) => (holds ? [] : [what]))
}

/** A problem names at most 20 places of a body and the names that would have been known. */
const largestAnswer = 16 * 1024

function ofAnswer({ reply }: Outcome, { type, title, detail, status, id }: Members): Promised[] {
  const { statusCode, headers, body } = reply
  const isGood = statusCode === 200
  const isProblem = [type, title, detail, id].every((member) => typeof member === 'string')
  return [
    [headers['content-type'] === `application/${isGood ? '' : 'problem+'}json`, 'the right content type'],
    [isGood || (isProblem && status === statusCode), 'a problem document with its members'],
    [Buffer.byteLength(body) < largestAnswer, 'an answer of a few kilobytes'],
  ]
}

/** What the fuzzer knows of a request decides which answers are right; none is a 5xx. */
function ofDecision(
  { event, isAuthentic, isForeign, isRestricted, isStranger }: Case,
  outcome: Outcome,
): Promised[] {
  const { sent, bodies, reply } = outcome
  const { method } = event.requestContext.http
  const isTooLarge = bytesOf(event).length > largestBody
  const isLetIn = isAuthentic && !isForeign && !isStranger
  const messages = isLetIn && !isTooLarge && method === 'POST' ? 1 : 0
  const statuses = isStranger
    ? [404]
    : !isAuthentic
      ? [401]
      : isForeign
        ? [403]
        : isTooLarge
          ? [413]
          : method === 'GET'
            ? [200, 404]
            : method !== 'POST'
              ? [405]
              : [200, 400, 404, 422, ...(isRestricted ? [403] : [])]
  return [
    [statuses.includes(reply.statusCode), `status ${statuses.join(' or ')}, not ${reply.statusCode}`],
    [sent.length === messages, `${messages} messages, not ${sent.length}`],
    [
      [...bodies.keys()].filter((key) => !key.startsWith('Received/')).length <= sent.length,
      'no body in the bucket without its message',
    ],
    [Object.keys(Object.prototype).length === 0, 'no member that every object inherits'],
  ]
}

/** What SQS takes in the body of a message. */
const onlyWhatSqsTakes = /^[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*$/u

function ofMessage(
  { pipeline, message }: Sent,
  event: APIGatewayProxyEventV2,
  { reply, bodies }: Outcome,
  members: Members,
): Promised[] {
  const { requestId, timeEpoch } = event.requestContext
  const isAccepted = reply.statusCode === 200 && members.quarantined !== true
  const decoded = isAccepted ? decodeDelivery(message) : decodeQuarantined(message)
  if (decoded === undefined) return [[false, 'a message that decodes again']]
  const common: Promised[] = [
    [Buffer.byteLength(message) <= largestInline, `a message of at most ${largestInline} bytes`],
    [onlyWhatSqsTakes.test(message), 'a message of characters that SQS takes'],
    [members.id === requestId && decoded.deliveryId === requestId, 'the delivery id, answered and sent'],
    [decoded.receivedAt === new Date(timeEpoch).toISOString(), 'a message with the time of receipt'],
  ]
  if ('reason' in decoded) {
    const why = members.reason ?? String(members.type).replace('urn:commbox-webhooks:', '')
    const kept = decoded.bodyKey === undefined ? decoded.body : (bodies.get(decoded.bodyKey) ?? 'lost')
    const isWhole =
      decoded.bodyEncoding === 'base64'
        ? Buffer.from(kept, decoded.bodyEncoding).equals(bytesOf(event))
        : readings(event).some((text) => kept.toWellFormed() === text.toWellFormed())
    return [
      ...common,
      [pipeline === 'Quarantine', 'what is not accepted in quarantine'],
      [decoded.reason === why, 'the reason of the answer'],
      [isWhole, 'the body as it was received'],
    ]
  }
  const { entity, trigger, payloadKey, payload = jsonOf(bodies.get(payloadKey ?? '') ?? '') } = decoded
  const texts = readings(event)
  const values = [...texts, ...texts.flatMap(payloadsOfForm)].map((text) =>
    jsonOf(text.replace(/^\ufeff/, '')),
  )
  const candidates = values.flatMap((value) => {
    const { payload: bare, Event }: Members = { ...Object(value) }
    return [value, bare, ...Object.values({ ...Object(Event) })]
  })
  const isEvent = values.some((value) => isObject(Object(value).Event))
  // Another reader of XML would be needed to say what it holds.
  const isXml = [...texts, ...texts.flatMap(payloadsOfForm)].some((text) => text.trimStart().startsWith('<'))
  return [
    ...common,
    [pipeline === entity && members.entity === entity, 'the queue of the entity'],
    [members.trigger === trigger, 'the trigger of the answer'],
    [isXml || candidates.some((candidate) => isSame(payload, candidate)), 'the payload as it was received'],
    [
      isEvent || isXml || canBe(entity, trigger, payload),
      'no trigger that cannot have a member of the payload',
    ],
  ]
}

/** The texts that a body can be: as it came, or decompressed, in each of the charsets that the fuzzer uses. */
function readings(event: APIGatewayProxyEventV2): string[] {
  if (!event.isBase64Encoded) return [event.body ?? '']
  const bytes = bytesOf(event)
  return [bytes, inflated(bytes)].flatMap((each) =>
    ['utf-8', 'utf-16le', 'utf-16be', 'windows-1255'].map((charset) =>
      new TextDecoder(charset, { ignoreBOM: true }).decode(each),
    ),
  )
}

function inflated(bytes: Buffer): Buffer {
  try {
    return gunzipSync(bytes)
  } catch {
    return bytes
  }
}

function payloadsOfForm(text: string): string[] {
  const payload = new URLSearchParams(text.trim()).get('payload')
  return payload === null ? [] : [payload]
}

/** The triggers of conversations and users that can have a member. Source: CommBox's article and its public API. */
const owners: Record<string, string[]> = {
  Message: ['Object OnNew', 'Object OnNewChild'],
  Children: ['Object OnNewChild'],
  Activities: ['Object OnNewActivity'],
  Tags: ['Object OnUpdateTag', 'User OnUpdateTag'],
}

function canBe(entity: string, trigger: string, payload: unknown): boolean {
  if (!isObject(payload) || !['Object', 'User'].includes(entity)) return true
  const hasMember = ([, value]: [string, unknown]) =>
    typeof value === 'object' ? Object.keys(value ?? {}).length > 0 : value !== '' && value !== undefined
  return Object.entries(payload)
    .filter(hasMember)
    .every(([name]) => !Object.hasOwn(owners, name) || owners[name]?.includes(`${entity} ${trigger}`))
}

/** A log line says what became of a delivery, and a few names. */
const longestEntry = 2048

/** What was sent is in no answer and in no log, but for the brand, which is the account's own name. */
function ofSilence({ event }: Case, { reply, logged, sent, bodies }: Outcome): Promised[] {
  const entries = logged.map(({ brand: _brand, ...entry }) => JSON.stringify(entry))
  const written = JSON.stringify(reply) + entries.join('')
  const kept = [...sent.map(({ message }) => message), ...bodies.values()]
  return [
    [!written.includes(secret) && !written.includes(secretNumber), 'no value in an answer or a log'],
    [![written, ...kept].some((text) => text.includes(authenticToken)), 'no token anywhere'],
    [entries.every(({ length }) => length <= longestEntry), 'log entries that are short'],
    [
      logged.some(({ deliveryId }) => deliveryId === event.requestContext.requestId),
      'a log entry of the delivery',
    ],
  ]
}

/** The body of an event as bytes. */
function bytesOf({ body = '', isBase64Encoded }: APIGatewayProxyEventV2): Buffer {
  return Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8')
}
