import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import type { Quarantined } from '../../../shared/events/delivery.ts'
import { subjectIds } from '../../../shared/quarantine/ids.ts'

/** A delivery with this body. @param entity what the URL or the envelope named */
function quarantined(body: unknown, entity?: string, path = '/webhooks'): Quarantined {
  return {
    version: 1,
    deliveryId: 'delivery-1',
    receivedAt: '2024-06-16T23:59:59.999Z',
    reason: 'ambiguous-trigger',
    issues: [],
    path,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...(entity ? { entity } : {}),
  }
}

const message = {
  version: 1,
  deliveryId: 'delivery-1',
  receivedAt: '2024-06-16T23:59:59.999Z',
  entity: 'User',
  trigger: 'OnFuture',
  payload: { Id: '7' },
}

test.each<[what: string, Quarantined, ReturnType<typeof subjectIds>]>([
  [
    'of the conversation and the customer',
    quarantined({ payload: { Id: '0042', StreamId: '1', User: { Id: 7 } } }, 'Object'),
    { objectId: '42', userId: '7' },
  ],
  ['of the user', quarantined({ payload: { Id: '7', FirstName: 'Dana' } }, 'user'), { userId: '7' }],
  [
    'of the envelope',
    quarantined({ Event: { Subscription: 'Object', Name: 'OnFuture', Object: { Id: '42' } } }, 'Object'),
    { objectId: '42' },
  ],
  ['of a form', quarantined({ payload: { ObjectId: '42' } }, 'Form'), { objectId: '42' }],
  [
    'of a chat, in either spelling',
    quarantined({ payload: { Object: { id: '42' }, User: { id: '7' } } }, 'Chat'),
    { objectId: '42', userId: '7' },
  ],
  [
    'of the only entity that can have sent it, whatever the URL is',
    quarantined({ payload: { Id: '7', FirstName: 'D' } }, 'users'),
    { userId: '7' },
  ],
  [
    'of a certain shape, whatever the URL is',
    quarantined({ payload: { ObjectId: '42', Score: '5' } }, 'satisfacton'),
    { objectId: '42' },
  ],
  ['of a queue message', quarantined(message, undefined, ''), { userId: '7' }],
  [
    'of a body in XML',
    quarantined('<payload><Id>42</Id><StreamId>1</StreamId><User><Id>7</Id></User></payload>', 'Object'),
    { objectId: '42', userId: '7' },
  ],
  [
    'of a body that is kept in base64',
    {
      ...quarantined(gzipSync('{"payload":{"Id":"42","StreamId":"1"}}').toString('base64'), 'Object'),
      bodyEncoding: 'base64',
    },
    { objectId: '42' },
  ],
])('are those %s', (_what, delivery, ids) => {
  expect(subjectIds(delivery)).toEqual(ids)
})

test.each<[what: string, Quarantined]>([
  [
    'no entity can have sent it',
    quarantined({ payload: { Id: '7', FirstName: 'D', Activities: { Activity: [], x: 1 } } }, 'Object'),
  ],
  ['no entity is named', quarantined({ payload: { Id: '7' } })],
  [
    'the envelope names an unknown entity',
    quarantined({ Event: { Subscription: 'Call', Call: { Id: '7' } } }, 'Call'),
  ],
  ['it is a tag', quarantined({ payload: { tagId: '7' } }, 'Tag')],
  ['the id is 0 or none', quarantined({ payload: { Id: 'x', User: { Id: '0' } } }, 'Object')],
  ['the body is not JSON', quarantined('{"payload":{"Id":"7"', 'Object')],
  ['the body has no envelope', quarantined({ Id: '7' }, 'Object')],
  ['it is no message of ours', quarantined('none', 'Object', '')],
  ['it looks like a queue message and came by a URL', quarantined(message)],
])('are none if %s', (_what, delivery) => {
  expect(subjectIds(delivery)).toEqual({})
})
