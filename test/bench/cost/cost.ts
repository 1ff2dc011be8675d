import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readAssembly } from '../../../infra/local/assembly.ts'
import { synthesize } from '../../../infra/local/synthesis.ts'
import { writeBlock } from '../harness/docs.ts'
import { tokenHash } from '../harness/environment.ts'
import { readResults } from '../harness/results.ts'
import { markdown } from '../harness/table.ts'
import { type Cost, costPerMillion, floorPerMillion, totalOf } from './delivery-cost.ts'
import { readDeployed } from './deployed.ts'
import { monthlyCost, standingCost } from './fixed-cost.ts'
import { hosted, prices } from './prices.ts'

/** `npm run cost`: the bill, from the template, the counts in results.json and the prices in prices.ts. */
const folder = mkdtempSync(join(tmpdir(), 'commbox-cost-'))
const deployed = readDeployed(readAssembly(await synthesize(folder, { tokenHash })))
rmSync(folder, { recursive: true, force: true })

const results = readResults()
const bursts = costPerMillion(results, deployed, 10)
const singly = costPerMillion(results, deployed, 1)
const standing = standingCost(deployed)
const volumes = [10_000, 1_000_000, 100_000_000]
const own = (cost: Cost, isFree: boolean) => (volume: number) => monthlyCost(deployed, cost, volume, isFree)
const bills = [
  { name: `this stack, batches of ${deployed.batchSize}`, monthly: own(bursts, false) },
  { name: 'with what an account has free', monthly: own(bursts, true) },
  { name: 'this stack, one by one', monthly: own(singly, false) },
  { name: 'with what an account has free', monthly: own(singly, true) },
  ...hosted,
]
const [floorInBursts, floorSingly] = [floorPerMillion(deployed, 10), floorPerMillion(deployed, 1)]

const text = [
  `List prices of ${prices.asOf} in ${prices.region}, counts of ${results.measuredAt.slice(0, 10)}.`,
  markdown(
    ['a million deliveries, fixture mix', `US$, batches of ${deployed.batchSize}`, 'US$, one by one'],
    [
      ...partsOf(bursts).map((part) => [part, dollars(bursts[part]), dollars(singly[part])]),
      ['**together** (targets: ≤ 3.60 and ≤ 5.00)', dollars(totalOf(bursts)), dollars(totalOf(singly))],
      [
        'floor: kept once, state written once',
        dollars(totalOf(floorInBursts)),
        dollars(totalOf(floorSingly)),
      ],
    ],
  ),
  markdown(
    ['a month while nothing comes', 'US$'],
    [
      ...partsOf(standing).map((part) => [part, dollars(standing[part])]),
      ['**together**', dollars(totalOf(standing))],
      ['with what an account has free', dollars(monthlyCost(deployed, bursts, 0, true))],
    ],
  ),
  markdown(
    ['what adds to it', 'US$'],
    [
      ['a dashboard (`dashboard: true`; three are free)', `${dollars(prices.dashboardMonth)} a month`],
      ['a key of KMS (`encryptionKeyArn`)', `${dollars(prices.keyMonth)} a month`],
      ['a million requests to that key', dollars(1e6 * prices.keyRequest)],
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
console.log(text)
writeBlock('docs/performance.md', 'cost', text)

function partsOf<Part extends string>(cost: Record<Part, number>): Part[] {
  return Object.keys(cost) as Part[]
}

function dollars(amount: number | undefined): string {
  return amount === undefined ? 'not published' : amount.toFixed(2)
}
