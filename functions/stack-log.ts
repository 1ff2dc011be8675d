import * as v from 'valibot'
import { readEnvironment, variable } from '../shared/runtime/environment.ts'
import { type Log, logTo } from '../shared/runtime/log.ts'
import { environment } from '../shared/runtime/variables.ts'

/** Creates the log of a function, which counts metrics under the name of its stack. */
export function stackLog(): Log {
  const { [environment.stackName]: stack, [environment.metricDetail]: detail } = readEnvironment(
    v.object({
      [environment.stackName]: variable,
      [environment.metricDetail]: v.optional(v.picklist(['stack', 'trigger']), 'stack'),
    }),
  )
  return logTo(stack, detail === 'trigger')
}
