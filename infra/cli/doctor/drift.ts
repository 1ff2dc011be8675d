import { readDrift } from '../../deployment/drift.ts'
import type { FunctionLog, LogSummary } from '../../deployment/function-log.ts'
import type { Deployment } from '../../deployment/outputs-file.ts'
import { withReadClient } from '../../deployment/read-client.ts'
import { counted } from '../terminal/count.ts'
import { bad, type CheckResult, good, unknown } from './check-result.ts'

/** So many are named: `drift` lists all. */
const most = 5

/** Says how much CommBox sent in some days that this version does not know, and names the newest of it. */
export async function checkDrift(
  deployment: Deployment,
  log: FunctionLog,
  summaries: readonly LogSummary[],
  now: number,
  days: number,
): Promise<CheckResult[]> {
  const from = now - days * 24 * 60 * 60 * 1000
  const found = await withReadClient(deployment, (client) => readDrift(client, log, from))
  const news = found.filter(({ isKnown }) => !isKnown)
  const count = summaries.reduce((sum, { unknown }) => sum + unknown, 0)
  const span = `in ${counted(days, 'day')}`
  if (count === 0 && news.length === 0) return [good('drift', `nothing unknown ${span}`)]
  const names = news
    .slice(0, most)
    .map(({ entity, trigger, path, type }) => `${entity}.${trigger} ${path} (${type})`)
  const list = [...names, ...(news.length > most ? [`${news.length - most} more`] : [])].join(', ')
  const what = `CommBox sent ${counted(count, 'thing')} ${span} that this version does not know`
  const advice =
    'nothing is lost; npm run commbox -- drift lists it, and docs/runbook.md, Drift, says what to do'
  return [(count > 0 ? bad : unknown)('drift', list ? `${what}; the newest: ${list}` : what, advice)]
}
