import { describe, expect, test } from 'vitest'
import type { QuarantineReason } from '../../../shared/events/delivery.ts'
import { answer } from '../../../shared/ingest/answer.ts'
import type { Outcome, Refused } from '../../../shared/ingest/outcome.ts'
import { received } from './requests.ts'

const issue = { path: 'payload.Id', expected: 'a value', received: 'nothing' }

function kept(reason: QuarantineReason, isUnknownName = false, known: string[] = []): Outcome {
  const quarantined = { reason, issues: [issue], path: '/webhooks', body: 'secret', deliveryId: 'd' }
  return {
    kind: 'quarantined',
    quarantined: { version: 1, receivedAt: received, ...quarantined },
    isUnknownName,
    known,
  }
}

function read(outcome: Outcome) {
  const { statusCode, headers, body } = answer(outcome, 'delivery-1')
  return { statusCode, headers, body: JSON.parse(body) }
}

/** What each problem that is kept says: its status, what is wrong, and what to do. */
const keptProblems: [QuarantineReason, number, RegExp, RegExp][] = [
  ['empty-body', 400, /body is empty/, /^Send a JSON object\./],
  ['not-json', 400, /Not readable as JSON or XML/, /^Choose REST or SOAP in the form, and UTF-8\./],
  ['not-an-object', 422, /not an object/, /^Send a JSON object\./],
  ['too-deep', 422, /nested too deeply/, /^At most 30 levels/],
  [
    'too-complex',
    422,
    /too many elements or members/,
    /at most 500 activities, messages or tags, and 100,000 members\. .*operator can split it\.$/,
  ],
  ['no-envelope', 422, /neither "payload" nor "Event"/, /^Check what sends it/],
  ['unknown-entity', 404, /Unknown entity/, /^Correct the URL of the subscription to one/],
  ['unknown-trigger', 404, /Unknown trigger/, /^Correct the URL of the subscription to a trigger/],
  [
    'ambiguous-trigger',
    422,
    /Ambiguous trigger/,
    /^Several triggers.* Name the trigger in the URL.*: \/webhooks\/<entity>\/<trigger>\./,
  ],
  [
    'trigger-mismatch',
    422,
    /not of the trigger in the URL/,
    /member that webhooks of this trigger never have\. Correct the URL.*: \/webhooks\/<entity>\/<trigger>\./,
  ],
  [
    'implausible-time',
    422,
    /in the future/,
    /more than 24 hours after the delivery\. Check the clock and the time zone.*read as UTC\./,
  ],
  ['brand-not-allowed', 403, /Brand not allowed/, /certain brands only\. Ask its operator/],
  ['entity-not-allowed', 403, /Entity not allowed for this token/, /Use the token that belongs to this/],
  ['invalid', 422, /Invalid webhook/, /^The issues say what is wrong and where\./],
  ['unreadable-message', 422, /Unreadable queue message/, /^The delivery is kept/],
  ['not-storable', 422, /Refused by the database/, /^The delivery is kept/],
]

const refusedProblems: [Refused, number, RegExp, RegExp, Record<string, string>][] = [
  ['unauthorized', 401, /No valid token/, /as \?token=….$/, { 'www-authenticate': 'Bearer' }],
  [
    'source-not-allowed',
    403,
    /Source address not allowed/,
    /certain addresses only\. Ask its operator.* not kept\.$/,
    {},
  ],
  ['unknown-path', 404, /Not a path of webhooks/, /begins with \/webhooks\..* not kept\.$/, {}],
  ['unknown-name', 404, /Unknown entity or trigger in the URL/, /^Correct the URL.* known names/, {}],
  ['method-not-allowed', 405, /Method not allowed/, /POST\. GET tests/, { allow: 'GET, POST' }],
  ['too-large', 413, /too large/, /about 5 MB of JSON, or 4\.5 MB of anything else\..* not kept\.$/, {}],
  ['not-queued', 503, /not queued/, /not kept\. Send it again/, { 'retry-after': '5' }],
]

/** Headers of every answer: it is not to be cached, and not to be taken for another type. */
const headersOf = (type: string) => ({
  'content-type': type,
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
})

describe('the status', () => {
  test.each(keptProblems)('of %s, which is kept, is %d', (reason, status, title, detail) => {
    const { statusCode, headers, body } = read(kept(reason))
    expect(statusCode).toBe(status)
    expect(headers).toEqual(headersOf('application/problem+json'))
    expect(body).toEqual({
      type: `urn:commbox-webhooks:${reason}`,
      title: expect.stringMatching(title),
      status,
      detail: expect.stringMatching(detail),
      see: expect.stringMatching(/quarantine show delivery-1; docs\/administrators.md#/),
      id: 'delivery-1',
      issues: [issue],
    })
    expect(body.detail).toContain('The delivery is kept in quarantine.')
  })

  test.each(refusedProblems)('of %s, which is not kept, is %d', (problem, status, title, detail, more) => {
    const { statusCode, headers, body } = read({ kind: 'refused', problem, issues: [] })
    expect(statusCode).toBe(status)
    expect(headers).toEqual({ ...headersOf('application/problem+json'), ...more })
    expect(body).toEqual({
      type: `urn:commbox-webhooks:${problem}`,
      title: expect.stringMatching(title),
      status,
      detail: expect.stringMatching(detail),
      see: 'docs/administrators.md#when-a-delivery-fails',
      id: 'delivery-1',
    })
    expect(body.detail).not.toContain('is kept')
    expect(read({ kind: 'refused', problem, issues: [issue] }).body.issues).toEqual([issue])
  })

  test.each<[number, Outcome]>([
    [401, { kind: 'refused', problem: 'unauthorized', issues: [], detail: 'The token is not accepted.' }],
    [404, { kind: 'refused', problem: 'unknown-path', issues: [] }],
    [404, kept('unknown-trigger', false, ['OnNew'])],
    [422, kept('ambiguous-trigger')],
    [422, kept('invalid')],
  ])('%d begins with three lines: what is wrong, what to check, where to look', (status, outcome) => {
    const { statusCode, body } = answer(outcome, 'delivery-1')
    const [, ...lines] = body.split('\n').slice(0, 4)
    expect(statusCode).toBe(status)
    expect(lines.map((line) => line.trim().split(':')[0])).toEqual(['"title"', '"detail"', '"see"'])
    for (const line of lines) expect(line.length).toBeLessThan(220)
    expect(lines[2]).toContain('docs/administrators.md#when-a-delivery-fails')
  })

  test.each<[QuarantineReason]>([['unknown-entity'], ['unknown-trigger']])(
    'of news (%s) is 200',
    (reason) => {
      const { statusCode, headers, body } = read(kept(reason, true, ['OnNew']))
      expect(statusCode).toBe(200)
      expect(headers['content-type']).toBe('application/json')
      expect(body).toEqual({ id: 'delivery-1', quarantined: true, reason })
    },
  )

  test('of an accepted delivery is 200', () => {
    const named = { version: 1, deliveryId: 'delivery-1', entity: 'Object', trigger: 'OnNew' } as const
    const delivery = { ...named, receivedAt: received, brand: 'acme', payload: { Id: 'secret' } }
    const { statusCode, body } = read({ kind: 'accepted', delivery, isWrapperLarge: false })
    expect(statusCode).toBe(200)
    expect(body).toEqual({ id: 'delivery-1', entity: 'Object', trigger: 'OnNew' })
  })
})

describe('a connection test is answered 200, and with what its URL takes', () => {
  test.each<[Outcome, string | null, string | null, string]>([
    [
      { kind: 'tested' },
      null,
      null,
      'bodies that name their entity; /webhooks/<entity>/<trigger> takes any.',
    ],
    [{ kind: 'tested', entity: 'Tag' }, 'Tag', null, 'webhooks of Tag; the trigger is read from the body.'],
    [
      { kind: 'tested', entity: 'Object' },
      'Object',
      null,
      'bodies of Object that name their trigger; /webhooks/object/<trigger> takes any.',
    ],
    [{ kind: 'tested', entity: 'Tag', trigger: 'OnAdd' }, 'Tag', 'OnAdd', 'Tag.OnAdd.'],
  ])('%j', (outcome, entity, trigger, takes) => {
    const { statusCode, headers, body } = read(outcome)
    expect(statusCode).toBe(200)
    expect(headers).toEqual(headersOf('application/json'))
    expect(body).toEqual({ ok: true, entity, trigger, message: `Token accepted. This URL takes ${takes}` })
  })
})

test('a name that is not known is answered with those that are', () => {
  expect(read(kept('unknown-trigger', false, ['OnUserExit'])).body.known).toEqual(['OnUserExit'])
  const refused: Outcome = { kind: 'refused', problem: 'unknown-name', issues: [], known: ['Chat'] }
  expect(read(refused).body.known).toEqual(['Chat'])
})
