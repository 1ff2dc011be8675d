import * as v from 'valibot'
import { readEnvironment, variable } from '../shared/runtime/environment.ts'
import { type Log, logTo } from '../shared/runtime/log.ts'

/** The log of a function, with its stack's name on every metric. */
export function stackLog(): Log {
  const { STACK_NAME, METRIC_DETAIL } = readEnvironment(
    v.object({ STACK_NAME: variable, METRIC_DETAIL: v.optional(v.picklist(['stack', 'trigger']), 'stack') }),
  )
  return logTo(STACK_NAME, METRIC_DETAIL === 'trigger')
}
