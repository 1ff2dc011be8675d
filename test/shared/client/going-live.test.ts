import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import { type Receiver, startReceiver } from './receiver.ts'

/*
 * Conversations, agents and tags that were there before the first webhook, as docs/tables.md says that they look:
 * "What began before the first webhook".
 */

let receiver: Receiver
beforeAll(async () => {
  receiver = await startReceiver('2026-01-15T10:00:00.000Z')
})
afterAll(() => receiver.close())

const ids = { Id: '501', StreamId: '24569' }

async function take(url: string, payload: JsonObject): Promise<void> {
  expect(await receiver.take([{ url, body: JSON.stringify({ payload }) }])).toEqual([200])
}
const activity = (Id: string, Type: string, Data: JsonObject): JsonObject => ({
  ...ids,
  Activities: {
    Activity: { Id, Type, Data, CreateDate: '15-01-2026 10:00:00', User: { Id: '23571002' } },
  },
})
const count = async (page: Promise<{ items: object[] }>) => (await page).items.length

describe('what began before the first webhook: each test continues where the one before ended', {
  shuffle: false,
}, () => {
  test('a conversation appears with its first event, and only what that says is known', async () => {
    await take('object/on-un-assign', ids)
    const { conversations } = receiver.client
    const state = await conversations.get('501')
    expect(state).toMatchObject({
      startedAt: '2026-01-15T10:00:01.000Z',
      streamId: '24569',
      assigned: false,
    })
    const unknown = [
      'createdAt',
      'statusId',
      'status',
      'channel',
      'managerId',
      'customerId',
      'tagIds',
      'lastMessageAt',
    ]
    for (const name of unknown) expect(state).not.toHaveProperty(name)
    expect(await count(conversations.events('501'))).toBe(1)
    expect(await count(conversations.inChannel('24569'))).toBe(1)
    expect(await count(conversations.inChannel('24569', { statusId: '1' }))).toBe(0)
  })

  test('a tag that was added before is unknown until it is added again', async () => {
    const { conversations } = receiver.client
    const tagged = (Action: string) =>
      take('object/on-update-tag', { ...ids, Tags: { Tag: { Id: '77', Action, Name: 'Urgent' } } })
    await tagged('Remove')
    expect(await conversations.get('501')).not.toHaveProperty('tagIds')
    expect(await count(conversations.withTag('77'))).toBe(0)
    expect((await conversations.events('501', { order: 'newest' })).items[0]).toMatchObject({
      action: 'remove',
    })
    await tagged('Add')
    expect(await count(conversations.withTag('77'))).toBe(1)
  })

  test('status, agent and customer are known from the event that says them', async () => {
    const { conversations } = receiver.client
    await take('object/on-new-activity', activity('1', '1', { text: 'Called back' }))
    expect(await conversations.get('501')).not.toHaveProperty('managerId')
    await take('object/on-new-activity', activity('2', '2', { statusId: 8 }))
    expect(await count(conversations.inChannel('24569', { statusId: '8' }))).toBe(1)
    await take('object/on-assign', ids)
    expect(await conversations.get('501')).toMatchObject({ assigned: true })
    expect(await count(conversations.heldBy('23571002'))).toBe(0)
    await take('object/on-new-activity', activity('3', '6', { managerId: '23571002' }))
    expect(await count(conversations.heldBy('23571002'))).toBe(1)
    await take('object/on-new-child', {
      ...ids,
      Message: 'Any news?',
      Type: '0',
      Content: { ruleLastMessageFromCustomer: true },
      User: { Id: '9001', FirstName: 'Dana' },
    })
    expect(await count(conversations.ofCustomer('9001'))).toBe(1)
    const state = await conversations.get('501')
    expect(state).toMatchObject({ customerName: 'Dana', lastMessageText: 'Any news?', status: 'In Process' })
    expect(state).not.toHaveProperty('createdAt')
    // CommBox's own time of an activity is earlier than the first receipt.
    expect(state?.startedAt).toBe('2026-01-15T10:00:00.000Z')
  })

  test('a score is stored without anything else of its conversation', async () => {
    await take('satisfaction/on-submit', { ObjectId: '502', Score: '50' })
    expect(await receiver.client.conversations.get('502')).toBeUndefined()
    expect((await receiver.client.satisfaction.ofConversation('502')).items).toMatchObject([{ score: 50 }])
  })

  test('an agent who logged in before is not logged in until the next log-in', async () => {
    const { users } = receiver.client
    await take('user/on-update', { Id: '23571002', FirstName: 'Noa' })
    expect(await users.get('23571002')).not.toHaveProperty('loggedIn')
    await take('user/logout', { Id: '23571002' })
    expect(await users.get('23571002')).toMatchObject({ loggedIn: false })
    expect(await count(users.loggedIn())).toBe(0)
    await take('user/login', { Id: '23571002' })
    expect(await count(users.loggedIn())).toBe(1)
  })

  test('a tag of the settings that was not changed since is in no table but the conversation’s', async () => {
    expect(await receiver.client.tags.get('77')).toBeUndefined()
    expect(await receiver.client.conversations.get('501')).toMatchObject({ tags: { 77: { name: 'Urgent' } } })
  })
})
