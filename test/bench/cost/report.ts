import { measured, type Results } from '../harness/results.ts'
import { markdown } from '../harness/table.ts'
import { type Cost, costPerMillion, floorPerMillion, totalOf } from './delivery-cost.ts'
import type { Deployed } from './deployed.ts'
import { monthlyCost, standingCost } from './fixed-cost.ts'
import { hosted, prices } from './prices.ts'

/** US dollars: for a million deliveries in batches of ten and one by one, and for a month with no delivery. */
export const targets = { inBatches: 3.6, singly: 5, atRest: 6, atRestFree: 2 }

/** What is measured against the targets. */
export function totalsOf(results: Results, deployed: Deployed): typeof targets {
  const inBatches = costPerMillion(results, deployed, 10)
  return {
    inBatches: totalOf(inBatches),
    singly: totalOf(costPerMillion(results, deployed, 1)),
    atRest: totalOf(standingCost(deployed)),
    atRestFree: monthlyCost(deployed, inBatches, 0, true),
  }
}

/** The bill: from the counts in results.json, the template, and the prices in prices.ts. */
export function costText(results: Results, deployed: Deployed): string {
  const [bursts, singly] = [costPerMillion(results, deployed, 10), costPerMillion(results, deployed, 1)]
  const floors = [floorPerMillion(deployed, 10), floorPerMillion(deployed, 1)] as const
  const totals = totalsOf(results, deployed)
  const isMet = (name: keyof typeof targets) =>
    totals[name] <= targets[name] ? `≤ ${dollars(targets[name])}` : `≤ ${dollars(targets[name])} **not met**`
  const ratio = (cost: Cost, floor: Cost) => `${(totalOf(cost) / totalOf(floor)).toFixed(2)} ×`
  const unlimited = { ...deployed, maximumConcurrency: undefined }
  const atRest = (parts: Deployed, isFree: boolean) => monthlyCost(parts, bursts, 0, isFree)
  const volumes = [10_000, 1_000_000, 100_000_000]
  const own = (cost: Cost, isFree: boolean) => (volume: number) => monthlyCost(deployed, cost, volume, isFree)
  const bills = [
    { name: `this stack, batches of ${deployed.batchSize}`, monthly: own(bursts, false) },
    { name: 'with what an account has free', monthly: own(bursts, true) },
    { name: 'this stack, one by one', monthly: own(singly, false) },
    { name: 'with what an account has free', monthly: own(singly, true) },
    ...hosted,
  ]
  const perDelivery = (...costs: Cost[]) =>
    partsOf(bursts).map((part) => [part, ...costs.map((cost) => dollars(cost[part]))])
  return [
    `List prices of ${prices.asOf} in ${prices.region}, in US$.`,
    markdown(
      [
        'a million deliveries, fixture mix',
        `batches of ${deployed.batchSize}`,
        'floor',
        'one by one',
        'floor',
      ],
      [
        ...perDelivery(bursts, floors[0], singly, floors[1]),
        ['**together**', ...[bursts, floors[0], singly, floors[1]].map((cost) => dollars(totalOf(cost)))],
        ['by the floor', ratio(bursts, floors[0]), '', ratio(singly, floors[1]), ''],
        ['target', isMet('inBatches'), '', isMet('singly'), ''],
      ],
    ),
    markdown(
      ['a month while nothing comes', 'list', 'with what an account has free'],
      [
        ...partsOf(standingCost(deployed)).map((part) => [
          part,
          dollars(standingCost(deployed)[part]),
          dollars(monthlyCost(only(deployed, part), bursts, 0, true)),
        ]),
        ['**together**', dollars(totals.atRest), dollars(totals.atRestFree)],
        ['target', isMet('atRest'), isMet('atRestFree')],
        [
          'without `consumers.maximumConcurrency`',
          dollars(atRest(unlimited, false)),
          dollars(atRest(unlimited, true)),
        ],
      ],
    ),
    markdown(
      ['what adds to it', 'US$'],
      [
        ['a dashboard (`dashboard: true`; three are free)', `${dollars(prices.dashboardMonth)} a month`],
        ['a key of KMS (`encryptionKeyArn`)', `${dollars(prices.keyMonth)} a month`],
        [
          'requests to that key, if deliveries come at all hours',
          `${dollars(keyRequestsMonth(deployed) * prices.keyRequest)} a month`,
        ],
        ['an event bus (`events: true`): two alarms', `${dollars(2 * prices.alarmMetricMonth)} a month`],
        [
          'its events of a million deliveries, and as many changes of conversations at most',
          `${dollars(1e6 * busEvents(results) * prices.busEvent)} to ${dollars(2e6 * busEvents(results) * prices.busEvent)}`,
        ],
        ['a million deliveries above 512 KB, each one request more', dollars(1e6 * prices.httpApiRequest)],
        ['a million large bodies, put and read in S3', dollars(1e6 * (prices.s3Put + prices.s3Get))],
        ['a GB of them for a month', prices.s3GbMonth.toFixed(3)],
      ],
    ),
    markdown(
      ['US$ a month at so many deliveries', ...volumes.map((volume) => volume.toLocaleString('en'))],
      bills.map(({ name, monthly }) => [name, ...volumes.map((volume) => dollars(monthly(volume)))]),
    ),
  ].join('\n\n')
}

/** The deployment with one part of its fixed cost only. */
function only(deployed: Deployed, part: keyof ReturnType<typeof standingCost>): Deployed {
  return {
    ...deployed,
    ...(part === 'alarms' ? {} : { alarmMetrics: 0 }),
    ...(part === 'dashboard' ? {} : { dashboards: 0 }),
    ...(part === 'polling of empty queues' ? {} : { queues: 0 }),
  }
}

function busEvents(results: Results): number {
  return measured(results, 'events-per-delivery')
}

/**
 * Requests to a customer's key in a month. A queue asks for each period in which SQS uses a data key again, five
 * minutes, twice for each sender and once for each receiver; a table keeps its key for five minutes.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
 */
function keyRequestsMonth({ queues }: Deployed): number {
  return 730 * 12 * queues * (2 + 1 + 1)
}

function partsOf<Part extends string>(cost: Record<Part, number>): Part[] {
  return Object.keys(cost) as Part[]
}

export function dollars(amount: number | undefined): string {
  return amount === undefined ? 'not published' : amount.toFixed(2)
}
