import { stackName } from '../shared/names.ts'

/** A sender's token, known to the stack only by its SHA-256. */
export type TokenHash = {
  /** Stands for the token in logs and metrics. Letters, digits and dashes. */
  readonly label: string
  /** 64 hex digits, from `npm run commbox -- token <label>`. */
  readonly sha256: string
}

/** What differs from one deployment of the stack to another. */
export type Stage = {
  /** Tables, queues, their logs and the stack itself survive a deletion by mistake. */
  readonly isProduction: boolean
  /** The tokens that are let in. Two entries at once make a rotation that loses nothing. */
  readonly tokenHashes: readonly TokenHash[]
  /** Days. */
  readonly logRetention: 7 | 14 | 30 | 90 | 180 | 365
  /**
   * Requests per second, steadily and at once. What exceeds them gets 429 and may never be sent again,
   * so that this is a guard against abuse, far above CommBox's traffic, and no means of saving.
   */
  readonly throttle: { readonly rate: number; readonly burst: number }
}

/** The stages by name: `cdk deploy -c stage=<name>`, `dev` where none is named. */
export const stages: Readonly<Record<string, Stage>> = {
  dev: {
    isProduction: false,
    tokenHashes: [],
    logRetention: 14,
    throttle: { rate: 200, burst: 400 },
  },
  prod: {
    isProduction: true,
    tokenHashes: [],
    logRetention: 90,
    throttle: { rate: 1000, burst: 2000 },
  },
}

export const defaultStage = 'dev'

/** `CommBoxWebhooks` of the default stage, else `CommBoxWebhooks-<stage>`: stages share an account without a clash. */
export function stackNameOf(stage: string): string {
  return stage === defaultStage ? stackName : `${stackName}-${stage}`
}
