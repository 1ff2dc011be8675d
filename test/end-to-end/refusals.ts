import { describe, expect, test } from 'vitest'
import { driftKey } from '../../shared/quarantine/table.ts'
import { malformed } from '../fixtures.ts'
import { answerOf, post, type Receiver } from './receiver.ts'

/** Tests that deliveries that cannot be stored as events are quarantined, and that only authentic ones are. */
export function invalidDeliveriesAreQuarantined(receiver: () => Receiver): void {
  describe('a delivery that cannot be stored as an event', () => {
    test.each(malformed())(
      '$name is answered with its status, and quarantined as received if authentic',
      async ({ body, expected }) => {
        const init = { headers: {}, ...(expected.method ? { method: expected.method } : {}) }
        const response = await post(
          receiver(),
          expected.url,
          body,
          expected.method === 'GET' ? { method: 'GET', body: null } : init,
        )
        expect(response.status).toBe(expected.status)
        const answer = await answerOf(response)
        if (expected.status !== 200) {
          expect(response.headers.get('content-type')).toBe('application/problem+json')
          expect(answer).toMatchObject({
            status: expected.status,
            title: expect.any(String),
            detail: expect.any(String),
          })
        }
        await receiver().drained()
        const row = (await receiver().tables.items('Quarantine')).find(
          ({ day, deliveryId }) => day !== driftKey && deliveryId === answer.id,
        )
        expect(row?.reason).toBe(expected.kept ? expected.reason : undefined)
        if (row) {
          expect(
            Buffer.from(String(row.body), row.bodyEncoding === 'base64' ? 'base64' : 'utf8').equals(body),
          ).toBe(true)
          expect(row.path).not.toContain('token')
        }
      },
    )

    test('a request without a token, or with a wrong one, is refused before its body is read', async () => {
      const before = (await receiver().tables.items('Quarantine')).length
      for (const query of ['', '?token=', '?token=wrong', `?token=${receiver().token}x`]) {
        const response = await fetch(`${receiver().url}/object/on-new${query}`, {
          method: 'POST',
          body: '{',
        })
        expect(response.status).toBe(401)
        expect(await response.json()).toMatchObject({ status: 401, title: 'No valid token' })
      }
      await receiver().drained()
      expect(await receiver().tables.items('Quarantine')).toHaveLength(before)
    })

    test('the token can be in a header', async () => {
      const basic = Buffer.from(`commbox:${receiver().token}`).toString('base64')
      for (const authorization of [`Bearer ${receiver().token}`, `Basic ${basic}`]) {
        const response = await fetch(`${receiver().url}/user/login`, { headers: { authorization } })
        expect(await response.json()).toMatchObject({ ok: true, entity: 'User', trigger: 'Login' })
      }
    })
  })
}

const otherMethods = ['HEAD', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']

/** Tests the limit of a request, which the gateway has and not every emulator of it. */
export function tooLargeIsRefused(receiver: () => Receiver): void {
  test('a body of 7 MB is refused by the gateway itself', async () => {
    const response = await post(receiver(), 'object/on-new-child', Buffer.alloc(7 * 1024 * 1024, ' '))
    expect(response.status).toBe(413)
    expect(await response.json()).toEqual({ message: 'Request Entity Too Large' })
  })
}

/** Tests that the function gets every request. @param methods the HTTP methods to try */
export function everyRequestIsAnswered(receiver: () => Receiver, methods = otherMethods): void {
  describe('every request reaches the function', () => {
    test.each(methods)('%s is refused', async (method) => {
      const response = await fetch(`${receiver().url}/object?token=${receiver().token}`, { method })
      expect(response.status).toBe(405)
    })

    test.each(['/Webhooks/user/login', '//webhooks//user/Log-in/', '/web_hooks/USER/log%20in'])(
      'a connection test of %s succeeds',
      async (path) => {
        const response = await fetch(`${new URL(receiver().url).origin}${path}?token=${receiver().token}`)
        expect(await response.json()).toMatchObject({ ok: true, entity: 'User', trigger: 'Login' })
      },
    )

    test.each(['/favicon.ico', '/webhook/user/login'])('the path %s is not one of webhooks', async (path) => {
      const response = await fetch(`${new URL(receiver().url).origin}${path}`, { method: 'POST', body: '{' })
      expect(response.status).toBe(404)
      expect(await response.json()).toMatchObject({ type: 'urn:commbox-webhooks:unknown-path' })
    })
  })
}
