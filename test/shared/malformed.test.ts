import { describe, expect, test } from 'vitest'
import { answer } from '../../shared/ingest/answer.ts'
import { malformed } from '../fixtures.ts'
import { authenticHashes, ingest, webhookRequest } from '../webhook-request.ts'

const now = '2026-01-02T03:04:05.678Z'

describe.each(malformed())('$name', ({ body, expected }) => {
  const request = { ...webhookRequest(expected.url, body, now), method: expected.method ?? 'POST' }
  const { outcome } = ingest(request, { hashes: authenticHashes })
  const { statusCode, body: text } = answer(outcome, request.requestId)
  const problem = JSON.parse(text)

  test('is answered with its status and its reason', () => {
    expect(statusCode).toBe(expected.status)
    if (statusCode === 200) expect(problem).toMatchObject({ quarantined: true, reason: expected.reason })
    else
      expect(problem).toMatchObject({
        status: expected.status,
        type: `urn:commbox-webhooks:${expected.reason}`,
      })
  })

  test('is kept as received, or not at all', () => {
    expect(outcome.kind === 'quarantined').toBe(expected.kept)
    if (outcome.kind !== 'quarantined') return
    const { quarantined } = outcome
    expect(Buffer.from(quarantined.body, quarantined.bodyEncoding).equals(body)).toBe(true)
    expect(quarantined.reason).toBe(expected.reason)
  })

  test('names where it is wrong, and what would be known', () => {
    for (const { path } of expected.issues ?? []) {
      expect(problem.issues.map((issue: { path: string }) => issue.path)).toContain(path)
    }
    if (expected.known) expect([...problem.known].sort()).toEqual([...expected.known].sort())
    expect(problem.status ?? 200).toBe(statusCode)
  })
})
