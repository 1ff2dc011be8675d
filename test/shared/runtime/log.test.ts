import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { errorName, type Log, logTo } from '../../../shared/runtime/log.ts'

const lines: string[] = []
beforeEach(() => {
  lines.length = 0
  vi.stubEnv('POWERTOOLS_DEV', 'true')
  for (const level of ['info', 'warn', 'error'] as const) {
    vi.spyOn(console, level).mockImplementation((line) => void lines.push(String(line)))
  }
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})

function logged(log: Log, entry: Parameters<Log>[0]): Record<string, unknown> {
  log(entry)
  return JSON.parse(lines.at(-1) ?? '')
}

const now = () => 1_718_537_711_000

test('an entry is a line of JSON, without what is undefined', () => {
  const line = logged(logTo('Stack'), {
    level: 'warn',
    message: 'two\nlines',
    deliveryId: 'd',
    brand: undefined,
  })
  expect(line).toMatchObject({
    level: 'WARN',
    message: 'two\nlines',
    deliveryId: 'd',
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
  })
  expect(line).not.toHaveProperty('brand')
  expect(line).not.toHaveProperty('_aws')
})

test('the first line, and no other, says how long the start took, and none what nobody reads', () => {
  const log = logTo('Stack')
  const entry = { level: 'info', message: 'told' } as const
  expect(logged(log, entry)).toEqual({
    ...{ level: 'INFO', message: 'told', timestamp: expect.any(String) },
    coldStartMs: expect.any(Number),
  })
  expect(logged(log, entry)).toEqual({ level: 'INFO', message: 'told', timestamp: expect.any(String) })
})

test('metrics ride on the line in the embedded format, by stack', () => {
  const metrics = { Stored: 1, AgeToStored: 250 }
  const entry = { level: 'info', message: 'stored', entity: 'Object', trigger: 'OnNew', metrics } as const
  expect(logged(logTo('Stack', false, now), entry)).toMatchObject({
    stack: 'Stack',
    entity: 'Object',
    Stored: 1,
    AgeToStored: 250,
    _aws: {
      Timestamp: 1_718_537_711_000,
      CloudWatchMetrics: [
        {
          Namespace: 'CommBoxWebhooks',
          Dimensions: [['stack']],
          Metrics: [
            { Name: 'Stored', Unit: 'Count' },
            { Name: 'AgeToStored', Unit: 'Milliseconds' },
          ],
        },
      ],
    },
  })
})

describe('in detail', () => {
  const dimensionsOf = (members: Record<string, string>) => {
    const entry = { level: 'info', message: 'told', ...members, metrics: { Stored: 1 } } as const
    return logged(logTo('Stack', true, now), entry)._aws
  }

  test.each([
    ['entity and trigger', { entity: 'Object', trigger: 'OnNew' }, [['stack', 'entity', 'trigger']]],
    ['reason', { reason: 'not-json' }, [['stack', 'reason']]],
    [
      'both',
      { entity: 'Object', trigger: 'OnNew', reason: 'invalid' },
      [
        ['stack', 'entity', 'trigger'],
        ['stack', 'reason'],
      ],
    ],
    // CloudWatch takes no metric of a line that lacks one of the members that it names.
    ['neither where the line has no trigger', { entity: 'Object' }, []],
  ])('they are by %s as well', (_, members, besides) => {
    expect(dimensionsOf(members)).toMatchObject({
      CloudWatchMetrics: [{ Dimensions: [['stack'], ...besides] }],
    })
  })
})

test('of an error its name, never its message', () => {
  expect(errorName(new TypeError('Hello Mendy Doe'))).toBe('TypeError')
  expect(errorName('Hello Mendy Doe')).toBe('unknown')
})
