import type { Deployed } from './cost/deployed.ts'
import { costText, dollars, totalsOf } from './cost/report.ts'
import { writeBlock } from './harness/docs.ts'
import type { Results } from './harness/results.ts'
import { figure, markdown, resultsTable } from './harness/table.ts'
import { batchesTable } from './measure/batches.ts'
import { ages, agesText, simulationText } from './simulation/report.ts'

/** What of the pages is made of results.json and the template: the page, the name of the block, its text. */
export function blocksOf(results: Results, deployed: Deployed): [page: string, name: string, text: string][] {
  const [performance, scaling] = ['docs/performance.md', 'docs/scaling.md']
  return [
    [performance, 'figures', figuresTable(results, deployed)],
    [performance, 'results', resultsTable(results.rows)],
    [performance, 'cost', costText(results, deployed)],
    [scaling, 'batches', batchesTable(results)],
    [scaling, 'ages', agesText(results, deployed)],
    [scaling, 'simulation', simulationText(results, deployed)],
  ]
}

export function writePages(results: Results, deployed: Deployed): void {
  for (const block of blocksOf(results, deployed)) writeBlock(...block)
}

/** The five figures that matter, and what each means. */
function figuresTable(results: Results, deployed: Deployed): string {
  const row = (id: string) => {
    const found = results.rows.find((each) => each.id === id)
    if (found === undefined) throw new Error(`results.json has no ${id}`)
    return { ratio: 0, ...found, ratioText: found.ratio?.value.toFixed(2) ?? '' }
  }
  const { single, burst } = ages(results, deployed)
  const { inBatches, singly, atRest, atRestFree } = totalsOf(results, deployed)
  const cold = row('ingest-cold/floor')
  const [alone, batch] = [row('requests-mix-1'), row('requests-mix-10')]
  return markdown(
    ['what', 'figure', 'what it means'],
    [
      [
        'ingest cold start',
        `${figure(cold.median)} ms, ${cold.ratioText} × the floor`,
        'after a pause CommBox waits less than for a handler that only queues',
      ],
      [
        'from the answer to the row',
        `${single.toFixed(2)} s alone, ${burst.toFixed(2)} s in a burst of 5,000`,
        'so old is what people read in the tables ([model](scaling.md#from-the-answer-to-the-row))',
      ],
      [
        'DynamoDB requests per event',
        `${figure(alone.median)} alone, ${figure(batch.median)} in tens`,
        `${alone.ratioText} and ${batch.ratioText} × what a consumer with these promises needs`,
      ],
      [
        'a message of a conversation of 100,000',
        `${row('flatness-requests').ratioText} × requests, ${row('flatness-units').ratioText} × write units`,
        'it costs what one of a conversation of 100 does: nothing grows with the history',
      ],
      [
        'a million deliveries; a month at rest',
        `$${dollars(inBatches)} in tens, $${dollars(singly)} alone; $${dollars(atRest)}`,
        `at list prices; a month at rest is $${dollars(atRestFree)} with what an account has free`,
      ],
    ],
  )
}
