import { stackName } from '../shared/runtime/names.ts'
import type { StageEntry } from './stage.ts'

/**
 * The stages by name, for `cdk deploy -c stage=<name>`. An entry says what differs from the defaults; stage.ts
 * has every setting with its default.
 */
export const stages: Readonly<Record<string, StageEntry>> = {
  dev: {
    isProduction: false,
    logRetention: 14,
    throttle: { rate: 200, burst: 400 },
    // Nobody sends to it at night or on holidays.
    silenceHours: 168,
  },
  prod: {
    isProduction: true,
  },
}

/** The stage if none is named. */
export const defaultStage = 'dev'

/** Returns `CommBoxWebhooks` for the default stage, else `CommBoxWebhooks-<stage>`, so that stages can share an account. */
export function stackNameOf(stage: string): string {
  return stage === defaultStage ? stackName : `${stackName}-${stage}`
}
