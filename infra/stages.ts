import type { Entity } from '../shared/commbox/names.ts'
import { stackName } from '../shared/runtime/names.ts'

/** A sender's token, known to the stack only by its SHA-256. */
export type TokenHash = {
  /** Stands for the token in logs. Letters, digits and dashes. */
  readonly label: string
  /** 64 hex digits, from `npm run commbox -- token <label>`. */
  readonly sha256: string
}

/** An address of your own for the webhooks, in place of the one that API Gateway makes up. */
export type CustomDomain = {
  /** Such as `webhooks.example.com`. */
  readonly name: string
  /** Of AWS Certificate Manager, issued for that name, in the region of the stack. */
  readonly certificateArn: string
  /** The zone of Route 53 in which the name is written. */
  readonly hostedZone: { readonly id: string; readonly name: string }
}

/** What differs from one deployment of the stack to another. */
export type Stage = {
  /** Tables, queues, bodies, their logs and the stack itself survive a deletion, by mistake or not. */
  readonly isProduction: boolean
  /** The tokens that are let in. Two entries at once make a rotation that loses nothing. */
  readonly tokenHashes: readonly TokenHash[]
  /** The brands whose envelopes are let in; all, where the list is empty. */
  readonly brands: readonly string[]
  /** The networks that are let in, such as `192.0.2.0/24`; all, where the list is empty. */
  readonly sourceCidrs: readonly string[]
  /** Days after which an entity's events go, and their large bodies with them; for ever where it has no entry. */
  readonly eventRetention: Readonly<Partial<Record<Entity, number>>>
  /** Days. */
  readonly logRetention: (typeof logRetentions)[number]
  /**
   * Requests per second, steadily and at once. What exceeds them gets 429 and may never be sent again,
   * so that this is a guard against abuse, far above CommBox's traffic, and no means of saving.
   */
  readonly throttle: { readonly rate: number; readonly burst: number }
  readonly consumers: {
    /** Messages in one invocation, at the most. */
    readonly batchSize: number
    /** Seconds that a batch may wait to be filled. */
    readonly batchWindow: number
    /** Of each of the seven consumers at once. What they take of an account's 1,000, the ingest function lacks. */
    readonly maximumConcurrency: number
  }
  /** Who hears of alarms. Amazon asks the address to confirm it once. Nobody where absent. */
  readonly alarmEmail?: string
  /** Hours without any delivery after which the silence alarm is raised. */
  readonly silenceHours: number
  /**
   * Whether the stack's own metrics are counted for the stack alone (`stack`), or by entity and trigger, and by
   * reason, besides (`trigger`). Each combination that occurs is a metric, at $0.30 a month.
   */
  readonly metricDetail: 'stack' | 'trigger'
  /** Whether X-Ray records invocations, at $5 per million. Below one a second it records every one of them. */
  readonly tracing: boolean
  readonly customDomain?: CustomDomain
}

/** The days for which CloudWatch can keep logs, up to two years. */
export const logRetentions = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731] as const

/** What a stage has where its entry below says nothing. */
export const defaults = {
  tokenHashes: [],
  brands: [],
  sourceCidrs: [],
  eventRetention: {},
  logRetention: 90,
  throttle: { rate: 1000, burst: 2000 },
  consumers: { batchSize: 10, batchWindow: 0, maximumConcurrency: 20 },
  silenceHours: 24,
  metricDetail: 'stack',
  tracing: false,
} as const satisfies Omit<Stage, 'isProduction'>

/** A stage's entry: what differs from the defaults. Whether it is production has to be said. */
export type StageEntry = Pick<Stage, 'isProduction'> & Partial<Stage>

/** The stages by name: `cdk deploy -c stage=<name>`, `dev` where none is named. */
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

export const defaultStage = 'dev'

/** `CommBoxWebhooks` of the default stage, else `CommBoxWebhooks-<stage>`: stages share an account without a clash. */
export function stackNameOf(stage: string): string {
  return stage === defaultStage ? stackName : `${stackName}-${stage}`
}
