import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { toItem } from '../../../shared/dynamodb/attribute-values.ts'
import { driftForLog, driftMemory, type Sighting } from '../../../shared/quarantine/drift.ts'
import { mostDrift } from '../../../shared/quarantine/table.ts'
import { type EmulatedTables, emulatedTables } from '../../emulated-tables.ts'
import { scriptedClient } from '../store/scripted-client.ts'

let emulated: EmulatedTables
beforeAll(async () => {
  emulated = await emulatedTables()
})
afterAll(() => emulated.close())
beforeEach(async () => emulated.remove('Quarantine', await rows()))

const rows = () => emulated.items('Quarantine')

function sighting(day: string, more: Partial<Sighting> = {}): Sighting {
  const about = { entity: 'Object', trigger: 'OnNew', path: 'Priority', type: 'number' }
  return { ...about, deliveryId: `of-${day}`, receivedAt: `${day}T10:00:00.000Z`, ...more }
}

/** A container of its own, and the calls that it made. */
function container(fails: () => boolean = () => false) {
  const calls: string[] = []
  const logged: Record<string, unknown>[] = []
  const client = scriptedClient((command) => {
    calls.push(command)
    return fails() ? new Error('secret') : undefined
  }, emulated.endpoint)
  const table = emulated.database('Quarantine', client, async () => {})
  return { remember: driftMemory(table, (entry) => logged.push(entry)), calls, logged }
}

test('is remembered once per path and type, with the first and the last day and an example', async () => {
  const { remember } = container()
  await remember([sighting('2024-06-10'), sighting('2024-06-09'), sighting('2024-06-10', { type: 'string' })])
  await container().remember([sighting('2024-06-12'), sighting('2024-06-08')])
  expect(await rows()).toEqual([
    {
      day: 'drift',
      record: 'Object.OnNew#Priority#number',
      entity: 'Object',
      trigger: 'OnNew',
      path: 'Priority',
      type: 'number',
      deliveryId: 'of-2024-06-12',
      firstDay: '2024-06-08',
      lastDay: '2024-06-12',
      expiresAt: Date.UTC(2024, 5, 12 + 90) / 1000,
    },
    expect.objectContaining({ type: 'string', firstDay: '2024-06-10', lastDay: '2024-06-10' }),
  ])
})

test('a container writes nothing twice, and what another one wrote not again', async () => {
  const first = container()
  for (const _time of [1, 2, 3]) await first.remember([sighting('2024-06-09')])
  expect(first.calls).toEqual(['QueryCommand', 'PutItemCommand'])
  const second = container()
  for (const _time of [1, 2, 3]) await second.remember([sighting('2024-06-09')])
  expect(second.calls).toEqual(['QueryCommand'])
})

test('containers that know different days end with all of them', async () => {
  const [early, late] = [container(), container()]
  await early.remember([sighting('2024-06-10')])
  await late.remember([sighting('2024-06-10')])
  await early.remember([sighting('2024-06-09')])
  await late.remember([sighting('2024-06-11')])
  await early.remember([sighting('2024-06-10')])
  expect(await rows()).toMatchObject([{ firstDay: '2024-06-09', lastDay: '2024-06-11' }])
})

test('how often is in the log, and no value', async () => {
  const { remember, logged } = container()
  await remember([sighting('2024-06-09'), sighting('2024-06-09'), sighting('2024-06-09', { path: 'Mood' })])
  expect(logged).toEqual([
    {
      level: 'info',
      message: 'drift',
      ...{
        entity: 'Object',
        trigger: 'OnNew',
        path: 'Priority',
        type: 'number',
        deliveryId: 'of-2024-06-09',
      },
      metrics: { Drift: 2 },
    },
    expect.objectContaining({ path: 'Mood', metrics: { Drift: 1 } }),
  ])
})

test('lines and rows are bounded, and what is known is still updated', async () => {
  const { remember, logged } = container()
  const many = (from: number, count: number) =>
    Array.from({ length: count }, (_, number) => sighting('2024-06-09', { path: `Member${from + number}` }))
  await remember([...many(0, mostDrift + 10), ...many(mostDrift, 1)])
  expect(await rows()).toHaveLength(mostDrift)
  expect(logged).toHaveLength(20)
  const counted = logged.map(({ metrics }) => Number(Object(metrics).Drift))
  expect(counted.reduce((sum, count) => sum + count, 0)).toBe(mostDrift + 11)
  await container().remember([...many(900, 1), sighting('2024-06-12', { path: 'Member1' })])
  expect(await rows()).toHaveLength(mostDrift)
  expect(await rows()).toContainEqual(expect.objectContaining({ path: 'Member1', lastDay: '2024-06-12' }))
})

test('a failure is logged without what it says, keeps nothing from being stored, and is tried again', async () => {
  let isDown = true
  const { remember, logged } = container(() => isDown)
  await remember([sighting('2024-06-09')])
  expect(logged.at(-1)).toEqual({ level: 'warn', message: 'drift not remembered', error: 'Error' })
  isDown = false
  await remember([sighting('2024-06-09')])
  expect(await rows()).toHaveLength(1)
})

test.each([
  ['number', 'number'],
  ['value', 'value'],
  ['value 24', 'value 24'],
])('of type %s is logged as %s', (type, expected) => {
  const kind = { entity: 'Object', trigger: 'OnNew', path: 'Type', type }
  expect(driftForLog(kind)).toEqual({ ...kind, type: expected })
})

test.each(['value Dana', 'value 2b', 'value 24b', 'value b2'])(
  'of type %s is logged without the name',
  (type) => {
    expect(driftForLog({ entity: 'Object', trigger: 'OnNew', path: 'Type', type }).type).toMatch(
      /^value #[0-9a-f]{16}$/,
    )
  },
)

test('a row that others keep changing is tried three times', async () => {
  const standing = { day: 'drift', record: 'r', firstDay: '2024-06-01', lastDay: '2024-06-01' }
  let writes = 0
  const client = scriptedClient((command) => {
    if (command !== 'PutItemCommand') return {}
    writes += 1
    return new ConditionalCheckFailedException({ message: '', $metadata: {}, Item: toItem(standing) })
  })
  await driftMemory(emulated.database('Quarantine', client), () => {})([sighting('2024-06-09')])
  expect(writes).toBe(3)
})
