import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../../shared/commbox/json.ts'
import { at, attributesOf, first, issuesOf, received, stateAfter } from '../../events-of.ts'

describe('an exit, with ids in either case', () => {
  test.each<[JsonObject]>([
    [{ User: { Id: '3377699720575717' }, Object: { Id: '3377699720568729' } }],
    [{ User: { id: 3377699720575717 }, Object: { id: '3377699720568729' } }],
    [{ User: { id: '3377699720575717' }, Object: { Id: 3377699720568729 } }],
  ])('%j', (payload) => {
    const event = first('Chat', 'OnUserExit', payload)
    expect(attributesOf(event)).toEqual({ userId: '3377699720575717' })
    expect(stateAfter('Chat', event)).toMatchObject({
      objectId: '3377699720568729',
      userId: '3377699720575717',
      lastExitAt: received,
    })
  })
})

describe('without a user', () => {
  test.each<[JsonObject]>([
    [{ Object: { Id: '1' } }],
    [{ Object: { Id: '1' }, User: '' }],
    [{ Object: { Id: '1' }, User: { Id: '0' } }],
    [{ Object: { Id: '1' }, User: {} }],
  ])('%j is an exit of an unknown user', (payload) => {
    const state = stateAfter('Chat', first('Chat', 'OnUserExit', payload))
    expect(state).toMatchObject({ lastExitAt: received })
    expect(state).not.toHaveProperty('userId')
  })

  test('an exit does not get a time beside the user of another exit', () => {
    const known = first('Chat', 'OnUserExit', { Object: { Id: '1' }, User: { Id: '5' } }, at('01'))
    const unknown = first('Chat', 'OnUserExit', { Object: { Id: '1' } }, at('02'))
    expect(stateAfter('Chat', known, unknown)).toMatchObject({
      userId: '5',
      lastExitAt: known.occurredAt,
      updatedAt: unknown.occurredAt,
    })
  })
})

test.each<[JsonObject, string]>([
  [{}, 'Object'],
  [{ Object: '' }, 'Object'],
  [{ Object: {}, User: { Id: '1' } }, 'Object.Id'],
  [{ Object: { id: true } }, 'Object.Id'],
])('the conversation is required: %j', (payload, path) => {
  expect(issuesOf('Chat', 'OnUserExit', payload)).toMatchObject([{ path }])
})

test.each<[JsonObject]>([[{ Id: '5' }], [{ id: '5' }], [{ Id: '5', id: '6' }]])(
  'the ids are read as the article and the API write them: %j',
  (ids) => {
    const event = first('Chat', 'OnUserExit', { Object: { ...ids }, User: { ...ids } })
    expect(event).toMatchObject({ key: '5', attributes: { userId: '5' } })
  },
)
