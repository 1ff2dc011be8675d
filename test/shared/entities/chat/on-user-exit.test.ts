import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../../shared/commbox/json.ts'
import { first, issuesOf, received, stateAfter } from '../../told.ts'

describe('an exit, with ids in either case', () => {
  test.each<[JsonObject]>([
    [{ User: { Id: '3377699720575717' }, Object: { Id: '3377699720568729' } }],
    [{ User: { id: 3377699720575717 }, Object: { id: '3377699720568729' } }],
    [{ User: { id: '3377699720575717' }, Object: { Id: 3377699720568729 } }],
  ])('%j', (payload) => {
    const event = first('Chat', 'OnUserExit', payload)
    expect(event.attributes?.(received)).toMatchObject({ userId: '3377699720575717' })
    expect(stateAfter('Chat', event)).toMatchObject({
      objectId: '3377699720568729',
      userId: '3377699720575717',
      lastExitAt: received,
    })
  })
})

test.each<[JsonObject]>([
  [{ Object: { Id: '1' } }],
  [{ Object: { Id: '1' }, User: '' }],
  [{ Object: { Id: '1' }, User: { Id: '0' } }],
  [{ Object: { Id: '1' }, User: {} }],
])('the user may be unknown: %j', (payload) => {
  expect(stateAfter('Chat', first('Chat', 'OnUserExit', payload))).not.toHaveProperty('userId')
})

test.each<[JsonObject, string]>([
  [{}, 'Object'],
  [{ Object: '' }, 'Object'],
  [{ Object: {}, User: { Id: '1' } }, 'Object.Id'],
  [{ Object: { id: true } }, 'Object.Id'],
])('the conversation is required: %j', (payload, path) => {
  expect(issuesOf('Chat', 'OnUserExit', payload)).toMatchObject([{ path }])
})
