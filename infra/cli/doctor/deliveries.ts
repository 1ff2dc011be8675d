import { entities } from '../../../shared/commbox/names.ts'
import { definitions } from '../../../shared/entities/registry.ts'
import type { LogSummary } from '../../deployment/function-log.ts'
import { ageText, counted } from '../terminal/count.ts'
import { type CheckResult, good, unknown } from './check-result.ts'

/** Reports when each trigger was last delivered, and when each token was last used. */
export function checkDeliveries(summaries: readonly LogSummary[], days: number, now: number): CheckResult[] {
  const accepted = summaries.filter(({ message }) => message === 'accepted')
  const ago = (last: number) => `${ageText(now - last)} ago`
  const newest = (list: readonly LogSummary[]) => Math.max(...list.map(({ last }) => last))
  const span = `in ${counted(days, 'day')}`
  if (accepted.length === 0) {
    return [
      unknown(
        'deliveries',
        `none ${span}`,
        'npm run commbox -- urls prints the subscriptions to make in CommBox; doctor --wait 15 waits for the first',
      ),
    ]
  }
  const byTrigger = Map.groupBy(accepted, ({ entity, trigger }) => `${entity} ${trigger}`)
  const all = entities.flatMap((entity) =>
    Object.keys(definitions[entity].triggers).map((trigger) => `${entity} ${trigger}`),
  )
  const missing = all.filter((name) => !byTrigger.has(name))
  return [
    ...[...byTrigger]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, list]) =>
        good(name, `last ${ago(newest(list))}, ${list.reduce((sum, { lines }) => sum + lines, 0)} ${span}`),
      ),
    ...(missing.length > 0
      ? [
          unknown(
            'no delivery of',
            `${missing.join(', ')} ${span}`,
            'fine if there is no subscription, or it has not happened',
          ),
        ]
      : []),
    ...[...Map.groupBy(accepted, ({ token }) => token)].map(([label, list]) =>
      good(`token ${label}`, `last used ${ago(newest(list))}`),
    ),
  ]
}
