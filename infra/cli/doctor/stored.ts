import type { LogSummary } from '../../deployment/function-log.ts'
import { ageText, counted } from '../terminal/count.ts'
import { bad, type CheckResult, good, unknown } from './check-result.ts'

/** Triggers that are ids by nature. Source: the examples of CommBox's help article. */
const idsByNature = new Set([
  'Object OnAssign',
  'Object OnUnAssign',
  'Tag OnDelete',
  'Tag OnDeleteGroup',
  'Chat OnUserExit',
])

/** So far, in milliseconds, CommBox's clock may be ahead of ours: it writes whole seconds. */
export const mostAhead = 60_000
/** And so far behind it: a delivery takes some. */
const mostBehind = 10 * 60_000
/** The widest offset of a time zone. What is older was sent late, or is a sample. */
const widestZone = 15 * 60 * 60_000

const askCommBox =
  'times are read as UTC: ask CommBox’s support, through the administrator of CommBox, in which zone it sends them'

const askAndLook = `${askCommBox}; doctor --states lists what it has made newer than what comes`

/**
 * Reports what the stored events show of the subscriptions: triggers of which only ids come, an offset between
 * CommBox's clock and ours, and things under two brands.
 */
export function checkStored(summaries: readonly LogSummary[], days: number): CheckResult[] {
  const stored = summaries.filter(({ message }) => message === 'stored')
  if (stored.length === 0) return []
  const byTrigger = [...Map.groupBy(stored, ({ entity, trigger }) => `${entity} ${trigger}`)].sort(
    ([a], [b]) => (a < b ? -1 : 1),
  )
  const conflicts = sum(stored, 'brandConflicts')
  return [
    ...byTrigger.flatMap(([name, list]) => checkIds(name, list)),
    ...clockResults(byTrigger),
    ...(conflicts === 0
      ? []
      : [
          bad(
            'brands',
            `${counted(conflicts, 'event')} in ${counted(days, 'day')} of another brand than the events before of the same conversation, user or tag`,
            'deploy one stage per brand: docs/deploy.md, One stage per brand',
          ),
        ]),
  ]
}

function checkIds(name: string, list: readonly LogSummary[]): CheckResult[] {
  const events = sum(list, 'stored')
  if (idsByNature.has(name) || sum(list, 'onlyIds') < events) return []
  return [
    unknown(
      `${name} data`,
      `all ${counted(events, 'event')} had only ids, which fit any trigger of the entity`,
      'check that the URL names the trigger of the subscription; for more than ids turn on "Include complete data"',
    ),
  ]
}

function clockResults(byTrigger: readonly [string, readonly LogSummary[]][]): CheckResult[] {
  const dated = byTrigger.flatMap(([name, list]) => {
    const offsets = list.flatMap(({ clockAheadMs }) => (clockAheadMs === undefined ? [] : [clockAheadMs]))
    return offsets.length > 0 ? [{ what: `${name} clock`, ahead: Math.max(...offsets) }] : []
  })
  const off = dated.flatMap(({ what, ahead }) => {
    if (ahead > mostAhead) {
      return [bad(what, `CommBox’s times are up to ${ageText(ahead)} ahead of our receipt`, askAndLook)]
    }
    if (ahead < -mostBehind && ahead > -widestZone) {
      return [unknown(what, `CommBox’s times are at least ${ageText(-ahead)} behind our receipt`, askCommBox)]
    }
    return []
  })
  return off.length > 0 || dated.length === 0 ? off : [good('clock', 'CommBox’s times fit ours')]
}

function sum(list: readonly LogSummary[], name: 'stored' | 'onlyIds' | 'brandConflicts'): number {
  return list.reduce((all, summary) => all + summary[name], 0)
}
