import { expect, test } from 'vitest'
import type { Quarantined } from '../../../shared/events/delivery.ts'
import { quarantineItem } from '../../../shared/quarantine/item.ts'

const quarantined: Quarantined = {
  version: 1,
  deliveryId: 'delivery-1',
  receivedAt: '2024-06-16T23:59:59.999Z',
  reason: 'invalid',
  issues: [{ path: 'payload.Id', expected: 'a value', received: 'nothing' }],
  path: '/webhooks/object',
  body: '{"payload":{}}',
  entity: 'Object',
}

test('a row of its day, in the order of receipt and by reason, for 90 days', () => {
  expect(quarantineItem(quarantined)).toEqual({
    day: '2024-06-16',
    record: '2024-06-16T23:59:59.999Z#delivery-1',
    reasonRecord: 'invalid#2024-06-16T23:59:59.999Z#delivery-1',
    deliveryId: 'delivery-1',
    receivedAt: '2024-06-16T23:59:59.999Z',
    reason: 'invalid',
    issues: [{ path: 'payload.Id', expected: 'a value', received: 'nothing' }],
    path: '/webhooks/object',
    body: '{"payload":{}}',
    entity: 'Object',
    expiresAt: Date.UTC(2024, 8, 14, 23, 59, 59) / 1000,
  })
})

test('a row for the days that the stage says', () => {
  expect(quarantineItem(quarantined, 7).expiresAt).toBe(Date.UTC(2024, 5, 23, 23, 59, 59) / 1000)
})

test('keeps a body as received, and how it is encoded', () => {
  const item = quarantineItem({
    ...quarantined,
    reason: 'not-json',
    body: '/////w==',
    bodyEncoding: 'base64',
  })
  expect(item).toMatchObject({ body: '/////w==', bodyEncoding: 'base64' })
  expect(quarantineItem({ ...quarantined, reason: 'empty-body', body: '' }).body).toBe('')
})

test('has the ids by which it is found', () => {
  const body = '{"payload":{"Id":"42","User":{"Id":"7"}}}'
  expect(quarantineItem({ ...quarantined, body })).toMatchObject({ objectId: '42', userId: '7' })
})
