import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../../shared/commbox/json.ts'
import { commbox } from '../command-line.ts'
import { startDatabase } from '../database.ts'

let database: Awaited<ReturnType<typeof startDatabase>>
beforeAll(async () => {
  database = await startDatabase()
  await database.put('Object', [
    ...[1, 2, 3, 4, 5].map((n) => conversation(String(n), n % 2 === 0 ? '12' : '11', '1')),
    conversation('6', '11', '2'),
    {
      ...conversation('7', '13', '2'),
      managerId: '91',
      streams: { 13: { name: 'Sales &amp; more' }, 14: { name: 'Former' } },
      tagIds: ['50', '51'],
      tags: { 50: { name: 'On it', group: 'Topics' } },
    },
    { objectId: '7', record: 'event#1', actorId: '92', occurredAt: '2026-01-01T00:00:00.000Z' },
  ])
  await database.put('User', [
    { userId: '92', record: 'state', firstName: 'Dana', lastName: 'Levi', email: 'dana@example.com' },
    { userId: '93', record: 'state', firstName: 'Noa', lastLoginAt: '2026-01-02T00:00:00.000Z' },
    { userId: '94', record: 'state', firstName: 'A customer' },
  ])
  await database.put('Tag', [
    { tagKey: 'tag#51', record: 'state', tagId: '51', name: 'Setting', groupId: '3', type: 'Text' },
    { tagKey: 'tag#52', record: 'state', tagId: '52', name: 'Deleted', deleted: true },
    { tagKey: 'group#3', record: 'state', groupId: '3', name: 'Topics' },
  ])
})
afterAll(() => database?.close())

function conversation(objectId: string, streamId: string, statusId: string): JsonObject {
  const startedAt = `2026-01-0${objectId}T00:00:00.000Z`
  const channelStatus = `${streamId}#${statusId}`
  return { objectId, record: 'state', streamId, statusId, startedAt, channelStatus }
}

async function find(args: string): Promise<{ items: JsonObject[]; next?: string; err: string }> {
  const { code, out, err } = await commbox(
    ['find', ...args.split(' '), '--json', '--outputs', database.outputs],
    {},
  )
  expect([code, err]).toEqual([0, expect.any(String)])
  return { ...JSON.parse(out), err }
}

describe('conversations of a status in all channels', () => {
  const ids = (items: JsonObject[]) => items.map(({ objectId }) => objectId)

  test('are the newest first, or the oldest, and the price of the index is said', async () => {
    const { items, next, err } = await find('conversations --status Open')
    expect([ids(items), next]).toEqual([['5', '4', '3', '2', '1'], undefined])
    expect(err).toMatch(/^reading 1 whole index of the local stack costs nothing\n$/)
    expect(ids((await find('conversations --status 1 --order oldest')).items)).toEqual([
      '1',
      '2',
      '3',
      '4',
      '5',
    ])
  })

  test('come page after page, each once', async () => {
    const seen: unknown[] = []
    let more = ''
    do {
      const { items, next } = await find(`conversations --status 1 --limit 2${more}`)
      seen.push(...ids(items))
      more = next === undefined ? '' : ` --cursor ${next}`
    } while (more)
    expect(seen).toEqual(['5', '4', '3', '2', '1'])
  })

  test('of one channel with --channel, without reading the index whole', async () => {
    const { items, err } = await find('conversations --channel 11 --status 1')
    expect([ids(items), err]).toEqual([['5', '3', '1'], ''])
  })

  test('a cursor of another status is refused', async () => {
    const { next } = await find('conversations --status 1 --limit 1')
    const args = ['find', 'conversations', '--status', '2', '--cursor', String(next)]
    expect(await commbox([...args, '--outputs', database.outputs])).toMatchObject({ code: 2 })
  })
})

describe('lists with names', () => {
  test('channels, those that conversations were in included', async () => {
    const { items, err } = await find('channels')
    expect(items).toEqual([
      { streamId: '11', conversations: 4 },
      { streamId: '12', conversations: 2 },
      { streamId: '13', name: 'Sales & more', conversations: 1 },
      { streamId: '14', name: 'Former', conversations: 0 },
    ])
    expect(err).toMatch(/^reading 1 whole table /)
  })

  test('agents: who holds a conversation, did something in one, or logs in', async () => {
    const { items, err } = await find('agents')
    expect(items).toEqual([
      { agentId: '91' },
      { agentId: '92', name: 'Dana Levi', email: 'dana@example.com' },
      { agentId: '93', name: 'Noa', lastLoginAt: '2026-01-02T00:00:00.000Z' },
    ])
    expect(err).toMatch(/^reading 1 whole table and 2 whole indexes /)
  })

  test('tags: of the settings, and those that a conversation has', async () => {
    expect((await find('tags')).items).toEqual([
      { tagId: '50', name: 'Topics / On it' },
      { tagId: '51', name: 'Setting', groupId: '3', type: 'Text' },
    ])
  })

  test('go from page to page', async () => {
    const { items, next } = await find('channels --limit 3')
    expect(items).toHaveLength(3)
    expect((await find(`channels --limit 3 --cursor ${next}`)).items).toMatchObject([{ streamId: '14' }])
  })
})
