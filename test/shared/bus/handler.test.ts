import { expect, test } from 'vitest'
import { eventForwarder } from '../../../shared/bus/handler.ts'
import type { LogEntry } from '../../../shared/runtime/log.ts'
import { entityOf, streamRecord } from '../../stream-record.ts'

type Put = Parameters<typeof eventForwarder>[0]['put']

const message = (n: number) => ({
  objectId: '7',
  record: `event#2026-01-01T10:00:00.000Z#${n}`,
  trigger: 'OnNewChild',
  eventId: String(n),
  occurredAt: '2026-01-01T10:00:00.000Z',
  text: 'a secret',
})

function forwarder(put: Put) {
  const lines: LogEntry[] = []
  const options = { stack: 'Stack', hasPayloads: false, hasCommands: false, bus: 'bus', entityOf }
  return { lines, forward: eventForwarder({ ...options, put, log: (line) => lines.push(line) }) }
}

const records = Array.from({ length: 25 }, (_, n) => streamRecord('Object', 100 + n, message(n)))
const idOf = (detail = '') => Number(JSON.parse(detail).id)

test('a batch goes onto the bus in the order of the stream', async () => {
  const ids: number[] = []
  const { forward } = forwarder(async (entries) => {
    ids.push(...entries.map(({ Detail }) => idOf(Detail)))
    return entries.map(() => ({ EventId: 'id' }))
  })
  expect(await forward({ Records: records })).toEqual({ batchItemFailures: [] })
  expect(ids).toEqual(records.map((_, n) => n))
})

test('the first record that the bus does not take is reported, and nothing after its request is sent', async () => {
  let requests = 0
  const { forward, lines } = forwarder(async (entries) => {
    requests += 1
    return entries.map(({ Detail }) =>
      [13, 17].includes(idOf(Detail)) ? { ErrorCode: 'ThrottlingException' } : { EventId: 'id' },
    )
  })
  expect(await forward({ Records: records })).toEqual({ batchItemFailures: [{ itemIdentifier: '113' }] })
  expect(requests).toBe(2)
  expect(lines).toMatchObject([{ level: 'error', error: 'ThrottlingException' }])
})

test('of a request that fails, the first record is reported, without a detail in the log', async () => {
  const { forward, lines } = forwarder(async () => {
    throw new Error('a secret')
  })
  expect(await forward({ Records: records })).toEqual({ batchItemFailures: [{ itemIdentifier: '100' }] })
  expect(lines).toEqual([{ level: 'error', message: 'events not put on the bus', error: 'Error' }])
})

test('an entry without an answer is reported', async () => {
  const { forward, lines } = forwarder(async () => [{ EventId: 'id' }])
  expect(await forward({ Records: records })).toEqual({ batchItemFailures: [{ itemIdentifier: '101' }] })
  expect(lines).toEqual([{ level: 'error', message: 'events not put on the bus', error: 'no answer' }])
})

test('without a sequence number the whole batch is reported, and nothing after it is sent', async () => {
  let requests = 0
  const { forward } = forwarder(async () => {
    requests += 1
    return []
  })
  const nameless = records.map((record) => ({
    ...record,
    dynamodb: { ...record.dynamodb, SequenceNumber: undefined },
  }))
  expect(await forward({ Records: nameless })).toEqual({ batchItemFailures: [{ itemIdentifier: '' }] })
  expect(requests).toBe(1)
})

test('a batch that has nothing for the bus sends nothing', async () => {
  const { forward } = forwarder(async () => Promise.reject(new Error('sent')))
  const item = { objectId: '7', record: 'tag#5' }
  expect(await forward({ Records: [streamRecord('Object', 1, item)] })).toEqual({ batchItemFailures: [] })
})

test('a record of another table fails the batch', async () => {
  const { forward } = forwarder(async () => [])
  const [record] = records
  const foreign = {
    ...record,
    eventSourceARN: 'arn:aws:dynamodb:eu-west-1:123456789012:table/Other/stream/x',
  }
  await expect(forward({ Records: [foreign] })).rejects.toThrow('does not know')
})
