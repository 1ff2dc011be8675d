import { setImmediate } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { entities } from '../../../shared/commbox/names.ts'
import { quarantineReasons } from '../../../shared/events/delivery.ts'
import { type EmulatedTables, emulatedTables } from '../../emulated-tables.ts'
import { type Outcome, recordingHandler, type Sent } from './handler.ts'
import { bytesInUse } from './memory.ts'
import { failure, only, runCase, runs } from './run.ts'
import { lost } from './storage.ts'

const timeout = 60_000 + runs * 10

describe('whatever is posted', () => {
  const unhandled: unknown[] = []
  const note = (error: unknown) => void unhandled.push(error)
  beforeAll(() => void process.on('unhandledRejection', note))
  afterAll(() => void process.off('unhandledRejection', note))

  test('is answered, kept or queued as promised, and nothing of it stays in memory', {
    timeout,
  }, async () => {
    const handle = recordingHandler()
    if (only !== undefined) {
      await runCase(only, handle)
      return
    }
    const seen = new Map<string, number>()
    let before = 0
    for (let number = 0; number < runs; number += 1) {
      if (number === warmUp) before = await bytesInUse(handle)
      const { outcome } = await runCase(number, handle)
      for (const name of namesOf(outcome)) seen.set(name, (seen.get(name) ?? 0) + 1)
      // Gives rejections that nobody waits for the time to be reported.
      if (number % 100 === 0) await setImmediate()
    }
    const growth = (await bytesInUse(handle)) - before
    if (process.env.FUZZ_COUNTS) console.log(seen, { growth })
    expect(unhandled).toEqual([])
    expect(growth).toBeLessThan(mostGrowth)
    // A short run need not come across the rare ones.
    if (runs >= 200_000) expect([...seen.keys()].sort()).toEqual([...everyOutcome].sort())
  })
})

/** By then code is compiled and every cache is filled. */
const warmUp = Math.min(5000, Math.floor(runs / 2))
/**
 * What a run may leave in use, in bytes. Nothing is to stay of a request, so the bound is for what Node itself
 * still grows after the first requests (compiled code, shapes of objects, vitest's own log). Of 200,000 requests,
 * it finds 30 bytes that stay of each.
 */
const mostGrowth = 3 * 1024 * 1024

/** What a long run has to reach, so that it is known to have looked everywhere. */
const everyOutcome = [
  ...entities.map((entity) => `accepted ${entity}`),
  ...quarantineReasons
    .filter((reason) => reason !== 'unreadable-message' && reason !== 'not-storable')
    .map((reason) => `quarantined ${reason}`),
  'quarantined in the bucket',
  'accepted in the bucket',
  'tested',
  ...[
    'unauthorized',
    'source-not-allowed',
    'unknown-path',
    'unknown-name',
    'method-not-allowed',
    'too-large',
  ].map((why) => `refused ${why}`),
]

function namesOf({ reply, sent, bodies }: Outcome): string[] {
  const answered = JSON.parse(reply.body)
  const why = answered.reason ?? String(answered.type).replace('urn:commbox-webhooks:', '')
  if (sent.length === 0) return [reply.statusCode === 200 ? 'tested' : `refused ${why}`]
  const kind = sent[0]?.pipeline === 'Quarantine' ? 'quarantined' : 'accepted'
  const name = kind === 'quarantined' ? `quarantined ${why}` : `accepted ${answered.entity}`
  return bodies.size > 0 ? [name, `${kind} in the bucket`] : [name]
}

describe('a sample of what is taken', () => {
  let emulated: EmulatedTables
  beforeAll(async () => {
    emulated = await emulatedTables()
  })
  afterAll(() => emulated.close())

  test('is in a table or in quarantine once its consumer has run', { timeout }, async () => {
    const handle = recordingHandler()
    const { bodies } = emulated.database('Quarantine')
    const cases = new Map<Sent, Parameters<typeof failure>[0]>()
    for (let number = only ?? 0; number < (only === undefined ? runs : only + 1); number += oneIn) {
      const { posted, outcome } = await runCase(number, handle)
      for (const [key, body] of outcome.bodies) await bodies.put(key, body)
      for (const sent of outcome.sent) cases.set(sent, posted)
    }
    const missing = await lost(emulated, [...cases.keys()])
    const posted = missing.map((sent) => cases.get(sent)).find((one) => one !== undefined)
    if (posted)
      throw new Error(failure(posted, [`all in a table, and not ${missing.length} of ${cases.size} missing`]))
    if (only === undefined) expect(cases.size).toBeGreaterThan(runs / oneIn / 2)
  })
})

/** At most 10,000 go all the way: to store one takes far longer than to answer it. */
const oneIn = Math.max(5, Math.ceil(runs / 10_000))
