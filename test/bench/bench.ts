import { build } from './harness/build.ts'
import { writeBlock } from './harness/docs.ts'
import { busyShare, noiseIn } from './harness/noise.ts'
import { readResults, save } from './harness/results.ts'
import { isMet } from './harness/row.ts'
import { resultsTable } from './harness/table.ts'
import { batches, batchesTable } from './measure/batches.ts'
import { consumerCold, consumerWarm } from './measure/consumer.ts'
import { counts } from './measure/counts.ts'
import { flatness } from './measure/flatness.ts'
import { ingestCold, ingestSize, ingestWarm } from './measure/ingest.ts'
import { localStack } from './measure/local-stack.ts'
import { sqlCopy } from './measure/sql.ts'
import { startUp } from './measure/start-up.ts'

/**
 * `npm run bench` measures everything, prints it with the targets, and writes results.json.
 * `npm run bench -- counts flatness` measures some of it again.
 */
const parts = {
  'ingest-size': ingestSize,
  'ingest-cold': ingestCold,
  'ingest-warm': ingestWarm,
  'consumer-cold': consumerCold,
  'consumer-warm': consumerWarm,
  batches,
  counts,
  flatness,
  'local-stack': localStack,
  'start-up': startUp,
  sql: sqlCopy,
}
type Part = keyof typeof parts
const known = Object.keys(parts) as Part[]

const wanted = process.argv.slice(2)
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
writeBlock('docs/performance.md', 'results', resultsTable(readResults().rows))
writeBlock('docs/scaling.md', 'batches', batchesTable(readResults()))
