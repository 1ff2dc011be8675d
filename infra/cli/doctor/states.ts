import { entities } from '../../../shared/commbox/names.ts'
import { scanPages } from '../../../shared/dynamodb/query.ts'
import { sortKey, stateRecord } from '../../../shared/dynamodb/table.ts'
import { tableOf, withDatabase } from '../../deployment/database.ts'
import type { Deployment } from '../../deployment/outputs-file.ts'
import { counted } from '../terminal/count.ts'
import { bad, type CheckResult, good } from './check-result.ts'
import { mostAhead } from './stored.ts'

const mostNamed = 5

/**
 * Checks that no state lies in the future: what is newer than everything that comes would stay in it. Reads the
 * tables whole.
 */
export function checkStates(deployment: Deployment, now: Date): Promise<CheckResult[]> {
  const latest = new Date(now.getTime() + mostAhead).toISOString()
  return withDatabase(deployment, async (database) => {
    const found = await Promise.all(
      entities.map(async (entity) => {
        const { tableName, partitionKey } = tableOf(database, deployment, entity)
        const keys: string[] = []
        for await (const { items } of scanPages(database, {
          tableName,
          filter: {
            expression: '#record = :state AND updatedAt > :latest',
            names: { '#record': sortKey },
            values: { ':state': stateRecord, ':latest': latest },
          },
          attributes: [partitionKey],
        })) {
          keys.push(...items.map((item) => String(item[partitionKey])))
        }
        return { entity, keys: keys.sort() }
      }),
    )
    const results = found.flatMap(({ entity, keys }) =>
      keys.length === 0
        ? []
        : [
            bad(
              `${entity} states`,
              `${counted(keys.length, 'state')} in the future: ${keys.slice(0, mostNamed).join(', ')}${keys.length > mostNamed ? ', …' : ''}`,
              'docs/runbook.md, A conversation that no longer changes',
            ),
          ],
    )
    return results.length > 0 ? results : [good('states', 'none lies in the future')]
  })
}
