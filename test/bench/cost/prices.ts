/**
 * AWS's list prices in US dollars, US East (N. Virginia), the first tier of each, without free tiers. Looked up in
 * November 2026; the pages name the date from which a price holds only in their announcements.
 */
export const prices = {
  region: 'us-east-1',
  asOf: '2026-11',
  /** https://aws.amazon.com/api-gateway/pricing/ — HTTP API, per request of up to 512 KB. */
  httpApiRequest: 1.0 / 1e6,
  /** https://aws.amazon.com/lambda/pricing/ — per request, and per GB-second on arm64. */
  lambdaRequest: 0.2 / 1e6,
  lambdaGbSecond: 0.000_013_333_4,
  /** https://aws.amazon.com/sqs/pricing/ — standard queue, per request of up to 64 KB. */
  sqsRequest: 0.4 / 1e6,
  /** https://aws.amazon.com/dynamodb/pricing/on-demand/ — per unit since November 2024; per GB and month. */
  writeUnit: 0.625 / 1e6,
  readUnit: 0.125 / 1e6,
  tableGbMonth: 0.25,
  backupGbMonth: 0.2,
  /** https://aws.amazon.com/cloudwatch/pricing/ — logs per GB taken in; per month for the rest. */
  logGb: 0.5,
  metricMonth: 0.3,
  alarmMetricMonth: 0.1,
  dashboardMonth: 3,
  /** https://aws.amazon.com/eventbridge/pricing/ — a custom event, per 64 KB. */
  busEvent: 1.0 / 1e6,
  /** https://aws.amazon.com/kms/pricing/ — a customer key, and a request. */
  keyMonth: 1,
  keyRequest: 0.03 / 1e4,
  /** https://aws.amazon.com/s3/pricing/ — S3 Standard, per request; per GB and month. */
  s3Put: 5 / 1e6,
  s3Get: 0.4 / 1e6,
  s3GbMonth: 0.023,
} as const

/**
 * What an account has free each month for as long as it exists, in the units of the prices above:
 * https://aws.amazon.com/free/ and the pages of the prices. What is free for a year only is left out.
 */
export const free = {
  lambdaRequests: 1e6,
  lambdaGbSeconds: 400_000,
  sqsRequests: 1e6,
  logGb: 5,
  metrics: 10,
  alarmMetrics: 10,
  dashboards: 3,
} as const

/**
 * Hosted receivers, which take webhooks and hand them on; tables of what is true now are no part of them. Prices of
 * their pages as transcribed on the given day by API Evangelist (github.com/api-evangelist).
 */
export const hosted = [
  {
    name: 'Hookdeck, Team',
    source: 'https://hookdeck.com/pricing',
    asOf: '2026-09-20',
    /** The price of further events is on a slider of the page and was not found in text. */
    monthly: (events: number) => (events <= 10_000 ? 39 : undefined),
  },
  {
    name: 'Svix, Professional',
    source: 'https://www.svix.com/pricing/',
    asOf: '2026-09-20',
    monthly: (events: number) => 490 + Math.max(0, events - 50_000) * 0.0001,
  },
  {
    name: 'Hookbase',
    source: 'https://www.hookbase.app/pricing',
    asOf: '2026-10-18',
    monthly: (events: number) =>
      events <= 25_000 ? 7 : events <= 500_000 ? 29 : events <= 2_000_000 ? 79 : undefined,
  },
] as const
