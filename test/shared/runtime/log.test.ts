import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { errorName, type Log, type LogEntry, logTo } from '../../../shared/runtime/log.ts'

const lines: string[] = []
beforeEach(() => {
  lines.length = 0
  // What a function writes goes to standard output, a line each.
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    lines.push(String(text))
    return true
  })
})
afterEach(() => {
  vi.restoreAllMocks()
})

function logged(log: Log, entry: LogEntry): Record<string, unknown> {
  log(entry)
  expect(lines.at(-1)).toMatch(/^\{[^\n]*\}\n$/)
  return JSON.parse(lines.at(-1) ?? '')
}

const now = () => 1_718_537_711_000

test('writes an entry as one line of JSON, without members that are undefined', () => {
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

test('only the first line says how long the start took, and no line has further members', () => {
  // In seconds.
  vi.spyOn(process, 'uptime').mockReturnValue(0.25)
  const log = logTo('Stack')
  const entry = { level: 'info', message: 'stored' } as const
  expect(logged(log, entry)).toEqual({
    ...{ level: 'INFO', message: 'stored', timestamp: expect.any(String) },
    coldStartMs: 250,
  })
  expect(logged(log, entry)).toEqual({ level: 'INFO', message: 'stored', timestamp: expect.any(String) })
})

test('adds the metrics of ordinary deliveries as members, which filters read', () => {
  const metrics = { Stored: 1, AgeToStored: 250 }
  const line = logged(logTo('Stack', false, now), { level: 'info', message: 'stored', metrics })
  expect(line).toMatchObject({ Stored: 1, AgeToStored: 250 })
  expect(line).not.toHaveProperty('_aws')
  expect(line).not.toHaveProperty('stack')
})

test('adds other metrics to the line in the embedded format, by stack', () => {
  const metrics = { Stored: 1, AgeToStored: 250, UnknownActivityTypes: 1 }
  const entry = { level: 'info', message: 'stored', entity: 'Object', trigger: 'OnNew', metrics } as const
  expect(logged(logTo('Stack', undefined, now), entry)).toMatchObject({
    stack: 'Stack',
    entity: 'Object',
    Stored: 1,
    AgeToStored: 250,
    UnknownActivityTypes: 1,
    _aws: {
      Timestamp: 1_718_537_711_000,
      CloudWatchMetrics: [
        {
          Namespace: 'CommBoxWebhooks',
          Dimensions: [['stack']],
          Metrics: [{ Name: 'UnknownActivityTypes', Unit: 'Count' }],
        },
      ],
    },
  })
})

describe('in detail, metrics', () => {
  const dimensionsOf = (members: Record<string, string>) => {
    const metrics = { Stored: 1, Repeated: 1 }
    const entry = { level: 'info', message: 'stored', ...members, metrics } as const
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
    // CloudWatch ignores the metrics of a line that lacks one of the members that it names.
    ['neither if the line has no trigger', { entity: 'Object' }, []],
  ])('are counted by %s as well', (_, members, besides) => {
    const all = [{ Name: 'Stored' }, { Name: 'Repeated' }]
    expect(dimensionsOf(members)).toMatchObject({
      CloudWatchMetrics: [
        { Dimensions: [['stack']], Metrics: [{ Name: 'Repeated' }] },
        ...besides.map((names) => ({ Dimensions: [names], Metrics: all })),
      ],
    })
  })

  test('of ordinary deliveries are counted by them only', () => {
    const entry = { level: 'info', message: 'accepted', entity: 'Object', trigger: 'OnNew' } as const
    expect(logged(logTo('Stack', true, now), { ...entry, metrics: { Accepted: 1 } })._aws).toMatchObject({
      CloudWatchMetrics: [{ Dimensions: [['stack', 'entity', 'trigger']], Metrics: [{ Name: 'Accepted' }] }],
    })
  })
})

test('logs the name of an error, never its message', () => {
  expect(errorName(new TypeError('Hello Mendy Doe'))).toBe('TypeError')
  expect(errorName('Hello Mendy Doe')).toBe('unknown')
})
