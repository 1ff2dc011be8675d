import { readAssembly } from '../../infra/local/assembly.ts'
import { readDeployed } from './cost/deployed.ts'
import { build } from './harness/build.ts'
import { readBlock, readSection } from './harness/docs.ts'
import { busyShare, noiseIn } from './harness/noise.ts'
import { readResults, save } from './harness/results.ts'
import { isMet } from './harness/row.ts'
import { resultsTable } from './harness/table.ts'
import { batches } from './measure/batches.ts'
import { consumerCold, consumerWarm } from './measure/consumer.ts'
import { counts } from './measure/counts.ts'
import { duration } from './measure/duration.ts'
import { flatness } from './measure/flatness.ts'
import { ingestCold, ingestSize, ingestWarm } from './measure/ingest.ts'
import { localStack } from './measure/local-stack.ts'
import { sqlCopy } from './measure/sql.ts'
import { startUp } from './measure/start-up.ts'
import { writePages } from './pages.ts'

/**
 * `npm run bench` measures everything, prints it with the targets, and writes results.json.
 * `npm run bench -- counts flatness` measures some of it again. `npm run bench -- table` measures nothing: it prints what
 * was measured last, with what is known of the targets that are not met.
 */
const parts = {
  'ingest-size': ingestSize,
  'ingest-cold': ingestCold,
  'ingest-warm': ingestWarm,
  'consumer-cold': consumerCold,
  'consumer-warm': consumerWarm,
  batches,
  duration,
  counts,
  flatness,
  'local-stack': localStack,
  'start-up': startUp,
  sql: sqlCopy,
}
type Part = keyof typeof parts
const known = Object.keys(parts) as Part[]

const wanted = process.argv.slice(2)
if (wanted[0] === 'table') {
  printLast()
  process.exit()
}
const unknown = wanted.filter((name) => !known.some((part) => part === name))
if (unknown.length > 0) {
  console.error(`No part is called ${unknown.join(', ')}. The parts: ${known.join(', ')}.`)
  process.exit(2)
}

const began = performance.now()
const bundles = await build()
const rows = []
const noisy: string[] = []
for (const part of known) {
  if (wanted.length > 0 && !wanted.includes(part)) continue
  console.error(`${part} …`)
  const before = await busyShare()
  const measured = (await parts[part](bundles)).map((row) => ({ part, ...row }))
  rows.push(...measured)
  const noise = noiseIn(measured, [before, await busyShare()])
  if (noise !== undefined) noisy.push(`${part} is noisy, and results.json keeps its old figures: ${noise}.`)
  // At once, so that a part that fails takes no other with it.
  else save(measured, known)
}
console.log(resultsTable(rows))
console.log(`\nMeasured in ${Math.round((performance.now() - began) / 1000)} s.`)
for (const line of noisy) console.log(line)
const missed = rows.filter((row) => isMet(row) === false)
if (missed.length > 0) console.log(`Not met: ${missed.map(({ id }) => id).join(', ')}`)
writePages(readResults(), readDeployed(readAssembly(bundles.assembly)))

function printLast(): void {
  const page = 'docs/performance.md'
  const { rows, measuredAt } = readResults()
  console.log(
    [
      readBlock(page, 'figures'),
      resultsTable(rows),
      readBlock(page, 'cost'),
      readSection(page, 'Targets that are not met'),
      `Measured last on ${measuredAt.slice(0, 10)}.`,
    ].join('\n\n'),
  )
}
