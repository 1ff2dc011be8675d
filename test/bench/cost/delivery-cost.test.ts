import { describe, expect, test } from 'vitest'
import { costPerMillion } from './delivery-cost.ts'
import type { Deployed } from './deployed.ts'
import { monthlyCost } from './fixed-cost.ts'

const deployed: Deployed = {
  ingestMemory: 1769,
  consumerMemory: 1769,
  batchSize: 10,
  batchWindow: 0,
  maximumConcurrency: 20,
  queues: 7,
  visibilityTimeout: 180,
  maxReceiveCount: 5,
  accessLogFormat: `$context.status ${'x'.repeat(196)}`,
  writesSystemLog: false,
  metrics: 10,
  alarmMetrics: 30,
  dashboards: 1,
}

/** Each delivery is one event; every event takes 2 ms, 2 write units, 4 read units and 3 requests. */
const figures = {
  'events-per-delivery': 1,
  'ingest-cpu/floor': 2,
  'ingest-log': 300,
  ...Object.fromEntries(
    ['1', '1-new', '10', '10-new'].flatMap((kind) => [
      [`write-units-${kind}`, 2],
      [`read-units-${kind}`, 4],
      [`requests-mix-${kind}`, 3],
    ]),
  ),
  ...Object.fromEntries(
    [1, 10].flatMap((size) => [
      [`consumer-cpu-${size}/a handler that only puts`, 2],
      [`consumer-logged-${size}`, 422],
      [`consumer-lines-${size}`, 1],
      [`sequence-${size}`, 3],
    ]),
  ),
}
const results = {
  measuredAt: '2026-11-01T00:00:00.000Z',
  machine: '',
  node: '',
  rows: Object.entries(figures).map(([id, median]) => ({
    part: '',
    id,
    what: '',
    unit: '',
    median,
    p95: median,
  })),
}

describe('the cost of a million deliveries', () => {
  const singly = costPerMillion(results, deployed, 1)
  const bursts = costPerMillion(results, deployed, 10)

  test('API Gateway: $1.00 for a million requests', () => {
    expect(singly['API Gateway']).toBeCloseTo(1, 6)
  })

  test('SQS: $0.40 for a million requests, three for a single message and 1.2 in tens', () => {
    expect(singly.SQS).toBeCloseTo(1.2, 6)
    expect(bursts.SQS).toBeCloseTo(0.48, 6)
  })

  test('DynamoDB: two write units at $0.625 and four read units at $0.125 for a million', () => {
    expect(singly['DynamoDB, writes']).toBeCloseTo(1.25, 6)
    expect(singly['DynamoDB, reads']).toBeCloseTo(0.5, 6)
  })

  test('logs: 300, 422, 200 and three times 26 bytes are 1,000, so a GB at $0.50', () => {
    expect(singly['CloudWatch Logs']).toBeCloseTo(0.5, 6)
  })

  test('Lambda: two requests at $0.20 for a million, 10 and 26 ms at 1,769 MB', () => {
    const gbSeconds = 1e6 * 0.036 * (1769 / 1024)
    expect(singly.Lambda).toBeCloseTo(0.4 + gbSeconds * 0.0000133334, 6)
  })
})

describe('the cost of a month', () => {
  const cost = {
    'API Gateway': 1,
    Lambda: 6,
    SQS: 0.5,
    'DynamoDB, writes': 1.5,
    'DynamoDB, reads': 0.5,
    'CloudWatch Logs': 3,
  }

  test('without deliveries: 30 metrics of alarms, a dashboard, and 4.6 million requests of 35 pollers', () => {
    expect(monthlyCost(deployed, cost, 0, false)).toBeCloseTo(3 + 3 + 1.8396, 4)
  })

  test('without deliveries, ten metrics of alarms, the dashboard and a million requests are free', () => {
    expect(monthlyCost(deployed, cost, 0, true)).toBeCloseTo(2 + 0 + 1.4396, 4)
  })

  test('two million deliveries cost twice a million, and the metrics that are counted', () => {
    expect(monthlyCost(deployed, cost, 2e6, false)).toBeCloseTo(25 + 3.7 * 0.3 + 3 + 3 + 1.8396, 4)
  })

  test('of two million deliveries, 400,000 GB-seconds, 5 GB of logs and ten metrics are free as well', () => {
    const lambda = 12 - 0.2 - 400_000 * 0.0000133334
    expect(monthlyCost(deployed, cost, 2e6, true)).toBeCloseTo(2 + lambda + 2.4396 + 4 + 3.5 + 0 + 2 + 0, 4)
  })
})
