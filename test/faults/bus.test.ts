import { describe, expect, test } from 'vitest'
import { eventForwarder } from '../../shared/bus/handler.ts'
import { isObject, parseJson } from '../../shared/commbox/json.ts'
import { entityOf, streamRecord } from '../stream-record.ts'
import { chance } from './chance.ts'

const stored = 10_000
const conversations = 50
const seed = 21

type Taken = { id: string; subject: string; sequence: string }

/** An event bus that refuses single entries, refuses requests before or after it took them, and orders nothing. */
function faultyBus(taken: Taken[]) {
  let request = 0
  return async (entries: { Detail?: string | undefined }[]) => {
    request += 1
    const fate = chance(seed, 'request', request)
    if (fate < 0.1) throw new Error('refused')
    const results = entries.map(({ Detail = '' }, index) => {
      if (chance(seed, 'entry', request, index) < 0.03) return { ErrorCode: 'InternalFailure' }
      const detail = parseJson(Detail)
      if (!isObject(detail)) throw new Error('not an object')
      taken.push({
        id: String(detail.id),
        subject: String(detail.subject),
        sequence: String(detail.sequence),
      })
      return { EventId: 'id' }
    })
    if (fate > 0.95) throw new Error('the answer was lost')
    return results
  }
}

/** The records of one shard: events of all conversations, each with other items between, and growing numbers. */
const records = Array.from({ length: stored }, (_, n) => {
  const at = new Date(Date.UTC(2026, 0, 1) + n * 1000).toISOString()
  const objectId = String(Math.floor(chance(seed, 'conversation', n) * conversations))
  const item = { objectId, trigger: 'OnNewChild', eventId: `event-${n}`, occurredAt: at, receivedAt: at }
  // The numbers have different lengths: 21 digits and more.
  const place = 10n ** 21n - BigInt(stored) + BigInt(2 * n)
  return [
    streamRecord('Object', place, { ...item, record: `event#${at}#event-${n}` }),
    streamRecord('Object', place + 1n, { objectId, record: `receipt#event-${n}`, occurredAt: at }),
  ]
}).flat()

/**
 * Reads a stream as Lambda does: a batch is repeated from the record that the function reports, whole if it throws or
 * is stopped, and smaller after a failure. https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 */
async function read(forward: ReturnType<typeof eventForwarder>): Promise<number> {
  let next = 0
  let size = 100
  let attempts = 0
  while (next < records.length) {
    attempts += 1
    if (attempts > records.length) throw new Error('the stream does not come to its end')
    const batch = records.slice(next, next + size)
    const { batchItemFailures } = await forward({ Records: batch })
    // Lambda may lose the answer as well, and then repeats the batch.
    if (chance(seed, 'answer', attempts) < 0.05) continue
    const [failed] = batchItemFailures
    const at = batch.findIndex(({ dynamodb }) => dynamodb.SequenceNumber === failed?.itemIdentifier)
    next += failed === undefined ? batch.length : at
    size = failed === undefined ? 100 : Math.max(1, Math.ceil((batch.length - at) / 2))
  }
  return attempts
}

describe('an event bus that fails', async () => {
  const taken: Taken[] = []
  const options = { stack: 'Stack', hasPayloads: false, hasCommands: false, bus: 'bus', entityOf }
  const forward = eventForwarder({ ...options, put: faultyBus(taken), log: () => {} })
  const attempts = await read(forward)
  const byId = Map.groupBy(taken, ({ id }) => id)

  test(`gets each of ${stored} stored events at least once`, () => {
    expect(attempts).toBeGreaterThan(stored / 50)
    expect(byId.size).toBe(stored)
  })

  test('gets repeats, each with the id and the sequence of the first', () => {
    expect(taken.length).toBeGreaterThan(stored)
    for (const same of byId.values()) expect(new Set(same.map(({ sequence }) => sequence)).size).toBe(1)
  })

  test('gets a sequence that sorts each conversation as it was stored', () => {
    const first = [...byId.values()].flatMap(([event]) => event ?? [])
    const inConversation = Map.groupBy(first, ({ subject }) => subject)
    expect(inConversation.size).toBe(conversations)
    for (const events of inConversation.values()) {
      const sorted = events.toSorted((a, b) => (a.sequence < b.sequence ? -1 : 1)).map(({ id }) => id)
      expect(sorted).toEqual(sorted.toSorted((a, b) => Number(a.slice(6)) - Number(b.slice(6))))
    }
  })
})
