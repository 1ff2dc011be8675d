import { describe, expect, test } from 'vitest'
import type { Entity } from '../../../shared/commbox/names.ts'
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

describe('the status', () => {
  test.each<[QuarantineReason, number]>([
    ['empty-body', 400],
    ['not-json', 400],
    ['unknown-entity', 404],
    ['unknown-trigger', 404],
    ['not-an-object', 422],
    ['no-envelope', 422],
    ['ambiguous-trigger', 422],
    ['invalid', 422],
    ['too-deep', 422],
  ])('of %s, which is kept, is %d', (reason, status) => {
    const { statusCode, headers, body } = read(kept(reason))
    expect(statusCode).toBe(status)
    expect(headers['content-type']).toBe('application/problem+json')
    expect(body).toEqual({
      type: expect.stringContaining(reason),
      title: expect.stringMatching(/\w/),
      status,
      detail: expect.stringContaining('kept'),
      see: expect.stringMatching(/quarantine show delivery-1; docs\/administrators.md#/),
      id: 'delivery-1',
      issues: [issue],
    })
  })

  test.each<[Refused, number]>([
    ['unauthorized', 401],
    ['unknown-path', 404],
    ['unknown-name', 404],
    ['method-not-allowed', 405],
    ['too-large', 413],
    ['not-queued', 503],
  ])('of %s, which is not kept, is %d', (problem, status) => {
    const { statusCode, headers, body } = read({ kind: 'refused', problem, issues: [] })
    expect(statusCode).toBe(status)
    expect(headers['content-type']).toBe('application/problem+json')
    expect(body).toMatchObject({ type: expect.stringContaining(problem), status, id: 'delivery-1' })
    expect(body.detail).not.toContain('is kept')
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

describe('a connection test is answered 200', () => {
  test.each<[Outcome, string | null, string | null]>([
    [{ kind: 'tested' }, null, null],
    [{ kind: 'tested', entity: 'Tag' }, 'Tag', null],
    [{ kind: 'tested', entity: 'Tag', trigger: 'OnAdd' }, 'Tag', 'OnAdd'],
  ])('%j', (outcome, entity, trigger) => {
    const { statusCode, body } = read(outcome)
    expect(statusCode).toBe(200)
    expect(body).toEqual({ ok: true, entity, trigger, message: expect.stringMatching(/token accepted/i) })
  })
})

test('a connection test of an entity whose bodies look alike asks for the trigger', () => {
  const said = (entity: Entity) => read({ kind: 'tested', entity }).body.message
  expect(said('Object')).toMatch(/name their trigger.*\/webhooks\/object\/<trigger>/)
  expect(said('Tag')).toMatch(/the trigger is read from the body/)
})

test('a name that is not known is answered with those that are', () => {
  expect(read(kept('unknown-trigger', false, ['OnUserExit'])).body.known).toEqual(['OnUserExit'])
  const refused: Outcome = { kind: 'refused', problem: 'unknown-name', issues: [], known: ['Chat'] }
  expect(read(refused).body.known).toEqual(['Chat'])
})

test('headers say what to do', () => {
  const headers = (problem: Refused) => answer({ kind: 'refused', problem, issues: [] }, 'd').headers
  expect(headers('unauthorized')['www-authenticate']).toMatch(/Bearer/)
  expect(headers('method-not-allowed').allow).toMatch(/GET.*POST/)
  expect(headers('not-queued')['retry-after']).toMatch(/^\d+$/)
  expect(headers('too-large')['cache-control']).toBe('no-store')
})
