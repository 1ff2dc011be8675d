import { readDrift } from '../../deployment/drift.ts'
import type { FunctionLog } from '../../deployment/function-log.ts'
import type { Deployment } from '../../deployment/outputs-file.ts'
import { withReadClient } from '../../deployment/read-client.ts'
import { counted } from '../terminal/count.ts'
import { type CheckResult, unknown } from './check-result.ts'

/** So many are listed: `drift` lists all. */
const most = 5

/** Lists the newest of what CommBox sends that this version does not know, each with the line that would read it. */
export async function checkDrift(
  deployment: Deployment,
  log: FunctionLog,
  now: number,
  days: number,
): Promise<CheckResult[]> {
  const from = now - days * 24 * 60 * 60 * 1000
  const found = await withReadClient(deployment, (client) => readDrift(client, log, from))
  const news = found.filter(({ isKnown }) => !isKnown)
  return news.slice(0, most).map(({ entity, trigger, path, type, firstDay, count, deliveryId, line }) => {
    const often = `${counted(count, 'time')} in ${counted(days, 'day')}`
    return unknown(
      `${entity}.${trigger} ${path}`,
      `unknown (${type}) since ${firstDay}, ${often}, such as ${deliveryId}`,
      line && `to read it: ${line}`,
    )
  })
}
