import { expect, test } from 'vitest'
import { withPayloads } from '../../../shared/client/payloads.ts'
import { bodiesInMemory } from '../../emulated-tables.ts'

const events = [
  { eventId: 'a', payload: { Id: 1 } },
  { eventId: 'b', payloadKey: 'there' },
  { eventId: 'c', payloadKey: 'gone' },
  { eventId: 'd', payloadKey: 'there' },
]

test('reads wanted payloads from the bucket if they are there, without losing a digit of an id', async () => {
  const bodies = bodiesInMemory()
  await bodies.put('there', '{"Id": 33776997205687138999}')
  expect(await withPayloads(events, bodies, ({ eventId }) => eventId !== 'd')).toEqual([
    events[0],
    { ...events[1], payload: { Id: '33776997205687138999' } },
    events[2],
    events[3],
  ])
})

test('an event whose payload is not in the bucket is not looked for there', async () => {
  const bodies = { ...bodiesInMemory(), get: () => Promise.reject(new Error('looked for')) }
  expect(await withPayloads(events.slice(0, 1), bodies, () => true)).toEqual(events.slice(0, 1))
})

test('a bucket that does not answer is an error, unlike a missing body', async () => {
  const bodies = { ...bodiesInMemory(), get: () => Promise.reject(new Error('away')) }
  await expect(withPayloads(events, bodies, () => true)).rejects.toThrow('away')
})
