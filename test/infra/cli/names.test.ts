import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openArrivals } from '../../../infra/console/arrivals.ts'
import { readModel } from '../../../infra/console/model.ts'
import { page } from '../../../infra/console/page/page.ts'
import { viewOf } from '../../../infra/console/view.ts'
import { readDeployment } from '../../../infra/deployment/outputs-file.ts'
import { withReadClient } from '../../../infra/deployment/read-client.ts'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import { commbox } from './command-line.ts'
import { startDatabase } from './database.ts'

let database: Awaited<ReturnType<typeof startDatabase>>
beforeAll(async () => {
  database = await startDatabase()
  // Two conversations of which the first has only ids, and the names that something else has.
  await database.put('Object', [
    {
      ...state('1', { managerId: '70', tagIds: ['80', '81'] }),
      assigned: true,
    },
    event('1', '1', { trigger: 'OnNewActivity', activity: 'Remark', actorId: '71' }),
    event('1', '2', { trigger: 'OnUpdateTag', tagId: '81', action: 'add' }),
    event('1', '4', { trigger: 'OnNewActivity', activity: 'Remark', actorId: '73' }),
    event('1', '3', {
      ...assignment(72, 'Gil Own'),
      actorId: '72',
    }),
    {
      ...state('2', { streams: { 90: { name: 'Web shop' } }, tagIds: ['81'] }),
      tags: { 81: { group: 'Topics', name: 'Refund' } },
    },
    {
      objectId: '2',
      record: 'tag#81',
      tagId: '81',
      taggedAt: '2026-01-01T00:00:00.000Z',
      group: 'Topics',
      name: 'Refund',
    },
  ])
  // An agent whom only the assignment of another conversation names.
  await database.put('Object', [
    { ...state('3', { managerId: '73' }), assigned: true },
    event('3', '5', assignment(73, 'Lea Elsewhere')),
  ])
  // Names to which no index leads: of the channel, the agent and the tag that this conversation had before.
  await database.put('Object', [
    {
      ...state('4', { streamId: '91', streams: { 90: { name: 'Web shop' }, 92: { name: 'Old channel' } } }),
      formerTags: { 82: { group: 'Topics', name: 'Old tag' } },
    },
    event('4', '6', assignment(74, 'Ron Before')),
    state('5', { streamId: '92', managerId: '74', tagIds: ['82'] }),
  ])
  // Conversations of the same channel and tag that came later, and name neither.
  await database.put(
    'Object',
    Array.from({ length: 30 }, (_, index) => `${index + 100}`).flatMap((objectId) => [
      { ...state(objectId, { tagIds: ['81'] }), startedAt: '2026-02-01T00:00:00.000Z' },
      { objectId, record: 'tag#81', tagId: '81', taggedAt: '2026-02-01T00:00:00.000Z' },
    ]),
  )
  await database.put('User', [
    { userId: '70', record: 'state', firstName: 'Dana', lastName: 'Holder' },
    { userId: '71', record: 'state', firstName: 'Noa', lastName: 'Actor\u001b[2J' },
  ])
  await database.put('Tag', [{ tagKey: 'tag#80', record: 'state', tagId: '80', name: 'Complaint' }])
})
afterAll(() => database?.close())

function state(objectId: string, more: JsonObject): JsonObject {
  return {
    objectId,
    record: 'state',
    streamId: '90',
    startedAt: `2026-01-0${objectId}T00:00:00.000Z`,
    ...more,
  }
}

function assignment(id: number, name: string): JsonObject {
  const Data = { assignedManagerId: id, assignedManagerUserName: name }
  return {
    ...{ trigger: 'OnNewActivity', activity: 'NewManagerAssignment', activityId: '9' },
    payload: { Activities: { Activity: { Id: '9', Data } } },
  }
}

function event(objectId: string, eventId: string, more: JsonObject): JsonObject {
  const occurredAt = `2026-01-01T00:00:0${eventId}.000Z`
  const record = `event#${occurredAt}#${eventId}`
  return {
    objectId,
    record,
    occurredAt,
    receivedAt: occurredAt,
    eventId,
    deliveryId: 'd',
    ...more,
  } as JsonObject
}

const noLog = { driftSince: async () => new Map<string, number>() }

const shown: Record<string, () => Promise<string>> = {
  get: async () => (await commbox(['get', 'object', '1', '--outputs', database.outputs])).out,
  timeline: async () => (await commbox(['timeline', '1', '--outputs', database.outputs])).out,
  console: () =>
    withReadClient(readDeployment({ outputs: database.outputs }, {}), async (client) => {
      const view = viewOf(new URLSearchParams({ conversation: '1' }))
      return page(await readModel(client, openArrivals(), view, '', noLog), [], 'http://127.0.0.1:1')
    }),
}

const named = {
  agents: ['Dana Holder (70)', /Noa Actor[^(]{0,5}\(71\)/, 'Lea Elsewhere (73)'],
  channels: ['Web shop'],
  tags: ['Complaint', 'Topics / Refund'],
}

describe.each(Object.keys(shown))('%s', (command) => {
  test.each(Object.entries(named))('names %s by what another thing has', async (_kind, names) => {
    const out = await shown[command]?.()
    for (const name of names) {
      if (typeof name === 'string') expect(out).toContain(name)
      else expect(out).toMatch(name)
    }
  })
})

test.each([
  ['get', 'object', '5'],
  ['timeline', '5'],
])('%s %s with --names names everything that any event names', async (...args) => {
  const names = ['Old channel', 'Ron Before (74)', 'Topics / Old tag']
  const without = await commbox([...args, '--outputs', database.outputs])
  for (const name of names) expect(without.out).not.toContain(name)
  const { out, err } = await commbox([...args, '--names', '--outputs', database.outputs])
  for (const name of names) expect(out).toContain(name)
  expect(err).toContain('reading 3 whole tables')
})

test.each([
  ['get', 'object', '5'],
  ['timeline', '5'],
])('%s %s refuses --names with --json, whose items have ids only', async (...args) => {
  const { code, err } = await commbox([...args, '--names', '--json', '--outputs', database.outputs])
  expect([code, err]).toEqual([2, expect.stringMatching(/--names.* cannot be used with .*--json/)])
})

test('the console names an agent whom only an assignment of the conversation names', async () => {
  expect(await shown.console?.()).toMatch(/>Gil Own \(72\)</)
})

test.each(['get', 'timeline'])(
  '%s names an agent whom an assignment names, and passes no control characters',
  async (command) => {
    const out = await shown[command]?.()
    expect(out).toContain('agent Gil Own (72)')
    expect(out).not.toContain('\u001b')
  },
)
