import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Delivery } from '../../../../shared/events/delivery.ts'
import { rebuildState } from '../../../../shared/store/rebuild-state.ts'
import { delivery, type RebuildTables, startTables, statusChange } from './tables.ts'

/* What a rebuild and consumers do to one conversation at the same time, against what the consumers do without it. */

let stored: RebuildTables
let unraced: RebuildTables
beforeAll(async () => {
  ;[stored, unraced] = await Promise.all([startTables(), startTables()])
})
afterAll(async () => {
  await Promise.all([stored.close(), unraced.close()])
})

/** Changes of status, tags, and assignments that are first received after they are processed. */
function history(objectId: string): Delivery[][] {
  const ids = { Id: objectId, StreamId: '24569' }
  const tagged = (Action: string) => ({ ...ids, Tags: { Tag: { Id: '77', Action } } })
  return [
    [statusChange(objectId, 30, 2), delivery('Object', 'OnAssign', 30, ids, 'request-a')],
    [delivery('Object', 'OnUpdateTag', 30, tagged('Add'), 'request-c'), statusChange(objectId, 10, 1)],
    [delivery('Object', 'OnUnAssign', 20, ids, 'request-b'), statusChange(objectId, 40, 5)],
    [delivery('Object', 'OnUpdateTag', 20, tagged('Remove'), 'request-d'), statusChange(objectId, 20, 3)],
    [delivery('Object', 'OnAssign', 10, ids, 'request-a')],
    [delivery('Object', 'OnUpdateTag', 10, tagged('Add'), 'request-c'), statusChange(objectId, 35, 4)],
  ]
}

async function expectAsAlone(objectId: string, batches: readonly Delivery[][]): Promise<void> {
  for (const batch of batches) expect(await unraced.consume(batch)).toBe(0)
  const expected = await unraced.partition('Object', objectId)
  expect(expected.find(({ record }) => record === 'state')).toMatchObject({ statusId: '5', assigned: false })
  expect(await stored.partition('Object', objectId)).toEqual(expected)
}

test('a rebuild between any two calls of a consumer', async () => {
  const batches = history('1')
  const results: string[] = []
  const client = stored.clientWith(async () => {
    results.push(await rebuildState(stored.database('Object'), 'Object', '1'))
  })
  for (const batch of batches) expect(await stored.consume(batch, client)).toBe(0)
  client.destroy()
  expect(results).toContain('written')
  await expectAsAlone('1', batches)
})

test('a consumer between any two calls of a rebuild that has a state to write', async () => {
  for (let nth = 1, calls = nth; calls >= nth; nth += 1) {
    const objectId = String(200 + nth)
    const batches = history(objectId)
    for (const batch of batches.slice(0, 3)) await stored.consume(batch)
    const states = await stored.partition('Object', objectId)
    await stored.remove(
      'Object',
      states.filter(({ record }) => record === 'state'),
    )
    calls = 0
    const client = stored.clientWith(async () => {
      calls += 1
      if (calls === nth) for (const batch of batches.slice(3)) expect(await stored.consume(batch)).toBe(0)
    })
    await rebuildState(stored.database('Object', client), 'Object', objectId)
    client.destroy()
    if (calls >= nth) await expectAsAlone(objectId, batches)
    else expect(nth).toBeGreaterThan(4)
  }
})

test('four consumers and two rebuilds at once', async () => {
  const batches = Array.from({ length: 4 }, () => history('3')).flat()
  const rest = [...batches]
  const consumer = async () => {
    for (let batch = rest.shift(); batch; batch = rest.shift()) expect(await stored.consume(batch)).toBe(0)
  }
  const rebuilder = async () => {
    while (rest.length > 0) await rebuildState(stored.database('Object'), 'Object', '3')
  }
  await Promise.all([consumer(), consumer(), consumer(), consumer(), rebuilder(), rebuilder()])
  const state = (items: { record?: unknown }[]) => items.find(({ record }) => record === 'state')
  for (const batch of batches) expect(await unraced.consume(batch)).toBe(0)
  expect(state(await stored.partition('Object', '3'))).toEqual(state(await unraced.partition('Object', '3')))
})
