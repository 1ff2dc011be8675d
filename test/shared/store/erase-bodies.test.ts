import { expect, test, vi } from 'vitest'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import { putItems } from '../../../shared/dynamodb/batch.ts'
import { eraseBodies, eraseEventBodies } from '../../../shared/store/erase-bodies.ts'
import { bodiesInMemory } from '../../emulated-tables.ts'
import { recordedTable } from './recorded-table.ts'

const key = 'Object/2024-06-16/d.json'
const asReceived = 'Received/2024-06-16/d.json'
const User = { Id: '5', FirstName: 'Dana' }
/** An element of the body; one that was erased has neither its text nor its person. */
const element = (Message: string) => (Message === '' ? { Message } : { Message, User })
const children = {
  Id: '1',
  Children: { Child: ['one', 'two', 'three'].map(element) },
}

/** A bucket with a delivery as it was received, as it is stored, and a former version of that. */
async function bucket(bodies = bodiesInMemory()) {
  await bodies.put(asReceived, '{}')
  await bodies.put(key, '{"former":true}')
  await bodies.put(key, JSON.stringify(children))
  return bodies
}

const event = (more: JsonObject = {}): JsonObject => ({
  trigger: 'OnNewChild',
  receivedAt: '2024-06-16T12:00:00.000Z',
  deliveryId: 'd',
  ...more,
})

const erase = (bodies: Awaited<ReturnType<typeof bucket>>, erased: JsonObject[], left: JsonObject[]) =>
  eraseBodies({ bodies }, 'Object', new Map([[key, { erased, left }]]), () => true)

test('a body of which no event is left is erased with every version, and as it was received', async () => {
  const bodies = await bucket()
  expect(await erase(bodies, [event(), event({ place: 1 })], [])).toBe(1)
  expect(bodies.everything()).toEqual([])
})

test('a body of which nothing was erased stays as it is', async () => {
  const bodies = await bucket()
  expect(await erase(bodies, [], [event()])).toBe(0)
  expect(bodies.everything()).toHaveLength(3)
})

test.each([
  [{}, ['', 'two', 'three']],
  [{ place: 1 }, ['one', '', 'three']],
])(
  'of a body that others share, the element of the erased event %j becomes a skeleton',
  async (place, texts) => {
    const bodies = await bucket()
    const erasing = vi.spyOn(bodies, 'erase')
    expect(await erase(bodies, [event(place)], [event({ place: 2 })])).toBe(1)
    expect(erasing.mock.calls).toEqual([
      [asReceived, 'every'],
      [key, 'former'],
    ])
    const Child = texts.map(element)
    expect(bodies.everything().map((body): unknown => JSON.parse(body))).toEqual([
      { Id: '1', Children: { Child } },
    ])
  },
)

test.each([
  ['whose trigger has no elements', { trigger: 'OnAssign' }],
  ['whose trigger is unknown', { trigger: 'OnOther' }],
])('a body %s is erased even if an event is left', async (_, more) => {
  const bodies = await bucket()
  expect(await erase(bodies, [event(more)], [event(more)])).toBe(1)
  expect(bodies.everything()).toEqual([])
})

test('a body that is gone is not written again', async () => {
  const bodies = bodiesInMemory()
  expect(await erase(bodies, [event()], [event({ place: 1 })])).toBe(1)
  expect(bodies.everything()).toEqual([])
})

test('the bodies of some events of a thing lose their elements, and those of others nothing', async () => {
  const { table, bodies } = recordedTable()
  await bucket(bodies)
  await bodies.put('other.json', '{}')
  const items: JsonObject[] = [0, 1, 2].map((place) => ({
    ...event({ place, payloadKey: key }),
    objectId: '1',
    record: `event#2024-06-16T12:00:00.000Z#${place}`,
  }))
  const others = [
    { ...event({ payloadKey: 'other.json' }), objectId: '1', record: 'event#2024-06-16T12:00:00.000Z#3' },
    { ...event(), objectId: '1', record: 'event#2024-06-16T12:00:00.000Z#4' },
    { ...event({ payloadKey: 'other.json' }), objectId: '1', record: 'receipt#4' },
  ]
  await putItems(table, [...items, ...others])
  expect(await eraseEventBodies(table, 'Object', '1', [...items.slice(0, 2), ...others.slice(1)])).toBe(1)
  const Child = ['', '', 'three'].map(element)
  expect([...bodies.stored]).toEqual([
    [key, JSON.stringify({ Id: '1', Children: { Child } })],
    ['other.json', '{}'],
  ])
})
