import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { receivedIn } from '../../../infra/cli/quarantine/rows.ts'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import { commbox } from './command-line.ts'
import { startDatabase } from './database.ts'

/* Times on the command line, on a machine that is not in UTC. */

const conversation = '3377699720568713'
const changes = ['2024-06-08T23:59:59.999Z', '2024-06-09T00:00:00.000Z', '2024-06-09T07:33:15.000Z']
const later = ['2024-06-09T23:59:59.999Z', '2024-06-10T00:00:00.000Z']

let database: Awaited<ReturnType<typeof startDatabase>>
beforeAll(async () => {
  database = await startDatabase()
  const events = [...changes, ...later].map((occurredAt, index): JsonObject => {
    const eventId = String(index + 1)
    return {
      ...{ objectId: conversation, record: `event#${occurredAt}#${eventId}`, eventId, trigger: 'OnAssign' },
      ...{ occurredAt, receivedAt: occurredAt, deliveryId: eventId, payload: {} },
    }
  })
  await database.put('Object', events)
})
afterAll(() => database.close())

beforeEach(() => {
  vi.stubEnv('TZ', 'Asia/Jerusalem')
  expect(new Date('2024-06-09T00:00:00Z').getTimezoneOffset()).toBe(-180)
})
afterEach(() => {
  vi.unstubAllEnvs()
})

/** The times of the events that a command returns for a span, as JSON lines or as one document. */
async function timesOf(command: string, from: string, to: string): Promise<string[]> {
  const args = [...command.split(' '), '--from', from, '--to', to, '--outputs', database.outputs]
  const { code, out, err } = await commbox(args)
  expect({ code, err }).toEqual({ code: 0, err: expect.stringMatching(/^(reading .* costs nothing\n)?$/) })
  return [...out.matchAll(/"occurredAt": ?"([^"]+)"/g)].map(([, time = '']) => time).sort()
}

const commands = [
  `find events --conversation ${conversation} --json`,
  `timeline ${conversation} --json`,
  'export object',
]

describe.each(commands)('%s', (command) => {
  test('a time without a zone is UTC', async () => {
    expect(await timesOf(command, '2024-06-09 07:33:15', '2024-06-09 07:33:15')).toEqual([changes[2]])
    expect(await timesOf(command, '2024-06-09T07:33', '2024-06-09T07:33')).toEqual([changes[2]])
  })

  test('a time with a zone is in that zone', async () => {
    expect(await timesOf(command, '2024-06-09T10:33:15+03:00', '2024-06-09T07:33:15Z')).toEqual([changes[2]])
  })

  test('a date is the whole day, at either end', async () => {
    expect(await timesOf(command, '2024-06-09', '2024-06-09')).toEqual([changes[1], changes[2], later[0]])
    expect(await timesOf(command, '2024-06-08', '2024-06-08')).toEqual([changes[0]])
  })

  test.each([
    '2024-02-31',
    '2023-02-29',
    '2024-13-01',
    '2024-06-09T25:00',
    '2024-06-09T07:60',
    'yesterday',
    '9.6.2024',
  ])('%s does not exist: exit 2, and says so', async (time) => {
    for (const option of ['--from', '--to']) {
      const { code, err } = await commbox([
        ...command.split(' '),
        option,
        time,
        '--outputs',
        database.outputs,
      ])
      expect(code).toBe(2)
      expect(err).toMatch(/Not a date or time: |There is no (day|month) \d\d,? in /)
      expect(err).toContain(time.slice(0, 7))
    }
  })

  test('a span that ends before it starts is a wrong argument', async () => {
    const span = ['--from', '2024-06-10', '--to', '2024-06-09']
    const { code, err } = await commbox([...command.split(' '), ...span, '--outputs', database.outputs])
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('--from is after --to') })
  })
})

test('quarantine is searched as far back as the stage keeps it, and until DynamoDB has deleted it', () => {
  const now = new Date('2026-11-28T12:00:00.000Z')
  expect(receivedIn({}, now, 7)).toEqual({
    from: '2026-11-19T00:00:00.000Z',
    to: '2026-11-28T23:59:59.999Z',
  })
  expect(receivedIn({ from: '2026-11-01' }, now, 7).from).toBe('2026-11-01T00:00:00.000Z')
})
