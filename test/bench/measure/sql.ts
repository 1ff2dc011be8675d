import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { reports, statementOf } from '../../../infra/cli/report/reports.ts'
import { fillTables } from '../../../infra/cli/simulate/history/fill.ts'
import { makeHistory } from '../../../infra/cli/simulate/history/history.ts'
import { withDuckDb } from '../../../infra/cli/sql/database.ts'
import { rowsOf } from '../../../infra/cli/sql/rows.ts'
import { sync } from '../../../infra/cli/sql/sync.ts'
import { type Deployment, readDeployment } from '../../../infra/deployment/outputs-file.ts'
import { localOutputs } from '../../../infra/local/emulators.ts'
import { outputs, pipelines } from '../../../shared/runtime/names.ts'
import { emulatedTables } from '../../emulated-tables.ts'
import type { Row } from '../harness/row.ts'
import { median, percentile } from '../harness/statistics.ts'

const now = new Date('2026-11-20T10:00:00Z')
const rounds = 5

/** The local copy of thirty simulated days, some 100,000 events, and the ten reports on it. */
export async function sqlCopy(): Promise<Row[]> {
  const memory = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()
  const tables = await emulatedTables(memory)
  const folder = mkdtempSync(join(memory, 'commbox-bench-'))
  const file = join(folder, 'copy.duckdb')
  const io = { out: () => {}, err: () => {}, now: () => now, wait: async () => {}, colours: false, env: {} }
  try {
    const { webhooks } = makeHistory({ days: 30, perDay: 330, seed: 7, timeZone: 'UTC' }, now)
    await fillTables(webhooks, tables.database, () => {})
    const deployment = deploymentAt(tables.endpoint, join(folder, 'outputs.json'))
    const copies = await samples(() => sync(deployment, file, io))
    return await withDuckDb(file, 'read', async (connection) => {
      const [{ items = 0 } = {}] = await rowsOf(connection, 'SELECT items FROM copy')
      const perSecond = copies.map((milliseconds) => (Number(items) * 1000) / milliseconds)
      const rows = [rowOf('copy', `copy of ${items} items`, 'items/s', perSecond)]
      for (const report of reports) {
        const statement = statementOf(report, report.by ?? [], {}, now)
        const times = await samples(() => rowsOf(connection, statement))
        rows.push(rowOf(report.name, `report ${report.name}`, 'ms', times))
      }
      return rows
    })
  } finally {
    await tables.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

function deploymentAt(endpoint: string, outputsFile: string): Deployment {
  const names = pipelines.map((pipeline) => [outputs.table(pipeline), pipeline])
  const stack = { [outputs.webhookUrl]: 'http://127.0.0.1:9/webhooks', ...Object.fromEntries(names) }
  const local = localOutputs('', { dynamoDb: endpoint, s3: endpoint, sqs: endpoint })
  writeFileSync(outputsFile, JSON.stringify({ Bench: stack, Local: local }))
  return readDeployment({ outputs: outputsFile }, {})
}

/** How long each round takes, in milliseconds. */
async function samples(work: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const begun = performance.now()
    await work()
    times.push(performance.now() - begun)
  }
  return times
}

function rowOf(id: string, what: string, unit: string, values: readonly number[]): Row {
  return { id: `sql-${id}`, what, unit, median: median(values), p95: percentile(values, 0.95) }
}
