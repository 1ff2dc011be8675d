import { describe, expect, test } from 'vitest'
import { attributesOf, first, issuesOf, received, stateAfter } from '../../events-of.ts'

const at = '2024-06-09T07:28:47.000Z'

describe('a new conversation', () => {
  test('with its message', () => {
    const event = first('Object', 'OnNew', {
      Id: '3377699720568713',
      Message: 'FirstMessage',
      Content: { languages: [{ Item1: 'en', Item2: 3377699720698044 }], ruleLastMessageFromCustomer: true },
      StatusID: '1',
      StreamId: '24569',
      SubStreamId: '0',
      CreateDate: '09-06-2024 07:28:47',
      StreamProviderType: 'BumpYard',
    })
    expect(event).toMatchObject({ key: '3377699720568713', identity: 'delivery', occurredAt: at })
    expect(attributesOf(event)).toEqual({
      text: 'FirstMessage',
      from: 'customer',
      statusId: '1',
      status: 'Open',
    })
    expect(stateAfter('Object', event)).toMatchObject({
      createdAt: at,
      updatedAt: at,
      startedAt: at,
      statusId: '1',
      status: 'Open',
      streamId: '24569',
      channelStatus: '24569#1',
      channel: 'BumpYard',
      lastMessageAt: at,
      lastMessageText: 'FirstMessage',
      lastMessageFrom: 'customer',
    })
    expect(stateAfter('Object', event)).not.toHaveProperty('subStreamId')
  })

  test('with ids only: known since it was received, not since when it exists, and without a message', () => {
    const event = first('Object', 'OnNew', { Id: '1', StreamId: '2' })
    expect(event).toMatchObject({ identity: 'delivery', occurredAt: received })
    const state = stateAfter('Object', event)
    expect(state).toMatchObject({ startedAt: received, streamId: '2' })
    for (const name of [
      'createdAt',
      'lastMessageAt',
      'lastMessageText',
      'lastMessageFrom',
      'status',
      'channelStatus',
    ])
      expect(state).not.toHaveProperty(name)
  })

  test('is not undone by what it was at its beginning, if that is received late', () => {
    const resolved = first('Object', 'OnNewActivity', {
      Id: '1',
      Activities: {
        Activity: { Id: '5', Type: '2', Data: { statusId: 2 }, CreateDate: '09-06-2024 08:00:00' },
      },
    })
    const late = first('Object', 'OnNew', { Id: '1', StatusID: '1', CreateDate: '09-06-2024 07:28:47' })
    expect(stateAfter('Object', resolved, late)).toMatchObject({
      statusId: '2',
      status: 'Resolved',
      createdAt: at,
    })
  })
})

describe('a date that means "not set"', () => {
  test.each(['01-01-0001 00:00:00', '01-01-1900 00:00:00', '0000-00-00 00:00:00', '31-12-9999 23:59:59', ''])(
    '%j is no time: the conversation starts with its receipt',
    (CreateDate) => {
      const state = stateAfter('Object', first('Object', 'OnNew', { Id: '1', Message: 'a', CreateDate }))
      expect(state).toMatchObject({ startedAt: received, updatedAt: received, lastMessageAt: received })
      expect(state).not.toHaveProperty('createdAt')
    },
  )

  test('does not clear a date that is known', () => {
    const known = first('Object', 'OnNew', { Id: '1', CreateDate: '09-06-2024 07:28:47' })
    const unset = first('Object', 'OnNew', { Id: '1', CreateDate: '01-01-0001 00:00:00' })
    expect(stateAfter('Object', known, unset)).toMatchObject({ createdAt: at, startedAt: at })
  })
})

test('a message with an empty text is the last message: its text is empty', () => {
  const photo = first('Object', 'OnNew', { Id: '1', Message: '', ManagerId: '0' })
  const state = stateAfter('Object', photo)
  expect(state).toMatchObject({ lastMessageAt: received, lastMessageFrom: 'customer' })
  expect(state).not.toHaveProperty('lastMessageText')
})

test('only its id is required', () => {
  expect(issuesOf('Object', 'OnNew', {})).toEqual([{ path: 'Id', expected: 'a value', received: 'nothing' }])
  expect(issuesOf('Object', 'OnNew', { Id: '0' })).toHaveLength(1)
  expect(issuesOf('Object', 'OnNew', { Id: '1', CreateDate: 'soon', StatusID: [], Message: {} })).toEqual([])
})

test('content that is no JSON is no reason to refuse it', () => {
  expect(issuesOf('Object', 'OnNew', { Id: '1', Content: 'FirstMessage' })).toEqual([])
})
