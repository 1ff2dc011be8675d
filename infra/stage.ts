import { isIPv4, isIPv6 } from 'node:net'
import * as v from 'valibot'
import { entities } from '../shared/commbox/names.ts'
import { defaultQuarantineRetention } from '../shared/quarantine/table.ts'
import { customDomain } from './custom-domain.ts'
import { flag, type Issue, items, list, oneOf, settings, text, whole } from './setting.ts'

/*
 * The settings of a stage: type, defaults and messages in one schema. A message says what a value must be, and
 * follows the path of the setting. Messages about token hashes do not repeat the value, which may be a token
 * that was passed by mistake.
 */

/** What is kept without an end is kept for so many days. */
const never = Number.POSITIVE_INFINITY

/** So many messages end in time whatever they contain: docs/scaling.md, What a batch costs. */
export const largestBatch = 10

const brand = text(/^[^\s,]([^,]*[^\s,])?$/, 'a brand without a comma and without blanks around it')

const labelMessage = 'must be made of letters, digits and dashes. Pass `-c tokenHash=<label>:<hash>`.'
const hashMessage =
  'must be a SHA-256 in hex (64 digits). `npm run commbox -- token <label>` creates a token and prints its hash.'

/**
 * A sender's token, which the stack knows only by its hash; the label identifies it in logs. Not strict: a path
 * would repeat an unknown member.
 */
const tokenHash = v.object({
  label: v.pipe(v.string(labelMessage), v.regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/, labelMessage)),
  sha256: v.pipe(v.string(hashMessage), v.regex(/^[0-9a-f]{64}$/, hashMessage)),
  /** The brands and entities for which the token may be used; all if absent. */
  brands: v.exactOptional(v.pipe(items(brand), v.nonEmpty('must name a brand.'))),
  entities: v.exactOptional(v.pipe(items(oneOf(entities)), v.nonEmpty('must name an entity.'))),
})

/** Token hashes with a label each. Of two with one label, only one token would be accepted. */
export const tokenHashes = v.pipe(
  v.array(tokenHash, 'must be a list of token hashes.'),
  v.check(
    (hashes) => new Set(hashes.map(({ label }) => label)).size === hashes.length,
    'has two token hashes with one label. Give each token a label of its own.',
  ),
)

function isNetwork(cidr: string): boolean {
  const [address = '', bits = '', ...rest] = cidr.split('/')
  const longest = isIPv4(address) ? 32 : isIPv6(address) ? 128 : 0
  return rest.length === 0 && /^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= longest
}

const networkMessage = ({ received }: Issue) =>
  `must be a network such as 192.0.2.0/24 or 2001:db8::/32, not ${received}.`

function isTimeZone(name: string): boolean {
  return Intl.supportedValuesOf('timeZone').includes(name) || name === 'UTC'
}

const zoneMessage = ({ received }: Issue) =>
  `must be a time zone such as "Asia/Jerusalem" or "UTC", not ${received}.`

/** What differs from one deployment of the stack to another. Only `isProduction` has no default. */
const separateSettings = settings({
  /** In production the stack, tables, queues, bucket and logs are protected from deletion. */
  isProduction: flag,
  /** The accepted tokens. Two entries at once rotate a token without refusing a delivery. */
  tokenHashes: v.optional(tokenHashes, []),
  /** The accepted brands of envelopes; all if empty. */
  brands: list(brand),
  /** Whether a delivery without a brand is refused, and kept in quarantine. The bare `payload` envelope has none. */
  requiresBrand: v.optional(flag, false),
  /** The networks that may send, such as `192.0.2.0/24`; all if empty. */
  sourceCidrs: list(v.pipe(v.string(networkMessage), v.check(isNetwork, networkMessage))),
  /** Days until an entity's events expire, and their large bodies with them; never if an entity has no entry. */
  eventRetention: v.optional(
    settings(v.entriesFromList(entities, v.exactOptional(whole(1, 3650, 'days')))),
    {},
  ),
  /**
   * Days after its last change (`updatedAt`) until the state of a thing expires; never if an entity has no entry. At
   * least as many as its events are kept. Then `prune` removes what is left of the thing in indexes.
   */
  stateRetention: v.optional(
    settings(v.entriesFromList(entities, v.exactOptional(whole(1, 3650, 'days')))),
    {},
  ),
  /** Days until a quarantined delivery expires, and its large body with it. */
  quarantineRetention: v.optional(whole(1, 3650, 'days'), defaultQuarantineRetention),
  /**
   * The country code of phone numbers that CommBox sends as they are dialled at home, with a single 0 in front: with
   * `972`, `050-1234567` is found as `+972 50-123-4567`. They keep their 0 if absent. After a change, run `rebuild` on
   * Object and User: what is stored was indexed with the code before.
   */
  defaultCountryCode: v.exactOptional(
    text(/^[1-9]\d{0,2}$/, 'a country code without + or zeros in front, such as "972"'),
  ),
  /** The time zone of reports, such as `Asia/Jerusalem`: their days and weeks are those of this zone. */
  reportTimeZone: v.optional(
    v.pipe(
      v.string(zoneMessage),
      v.check((zone) => isTimeZone(zone), zoneMessage),
    ),
    'UTC',
  ),
  /** Days. The values are those of CloudWatch Logs, up to two years. */
  logRetention: v.optional(oneOf([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731]), 90),
  /**
   * Requests per second: steady rate and burst. A request above it gets 429 and may never be sent again. So this
   * is a guard against abuse, far above CommBox's traffic, and not a way to save money. An account's own limit is 10,000
   * and 5,000, in some regions 2,500 and 1,250, for all its APIs; AWS does not raise the burst on request.
   */
  throttle: v.optional(
    settings({
      rate: whole(1, 100_000, 'requests per second'),
      burst: whole(1, 100_000, 'requests'),
    }),
    { rate: 1000, burst: 1000 },
  ),
  consumers: v.optional(
    settings({
      /** Most messages in one invocation. */
      batchSize: whole(1, largestBatch, 'messages'),
      /** Seconds to wait for a full batch. */
      batchWindow: whole(0, 300, 'seconds'),
      /**
       * Of each of the seven consumers. It counts against the account's 1,000, which the ingest function needs too.
       * Without this limit Lambda may keep two pollers at a quiet queue in place of five.
       */
      maximumConcurrency: v.exactOptional(whole(2, 1000, 'invocations')),
    }),
    { batchSize: 10, batchWindow: 0, maximumConcurrency: 20 },
  ),
  /** Receives the alarms, after it has confirmed Amazon's e-mail. Nobody if absent. */
  alarmEmail: v.exactOptional(text(/^[^\s@,]+@[^\s@,]+\.[^\s@,]+$/, 'an e-mail address')),
  /** Hours without an accepted delivery after which the silence alarm is raised. */
  silenceHours: v.optional(whole(1, 168, 'hours'), 24),
  /**
   * Hours without an accepted delivery of a trigger, such as `{ 'Object.OnNewChild': 6 }`, after which an alarm of its
   * own is raised. Each is a metric and an alarm, at $0.40 a month.
   */
  silenceHoursOf: v.optional(
    v.record(
      v.pipe(
        v.string(),
        v.regex(
          new RegExp(`^(${entities.join('|')})\\.[A-Z][A-Za-z]{1,40}$`),
          'is not the name of a trigger, such as Object.OnNewChild.',
        ),
      ),
      whole(1, 168, 'hours'),
      ({ received }) => `must be an object, not ${received}.`,
    ),
    {},
  ),
  /**
   * `stack` counts the stack's own metrics for the whole stack; `trigger` also counts them by entity and trigger,
   * and by reason. Each combination that occurs is a metric, at $0.30 a month.
   */
  metricDetail: v.optional(oneOf(['stack', 'trigger']), 'stack'),
  /** Whether there is a dashboard in CloudWatch, at $3 a month; three in an account are free. */
  dashboard: v.optional(flag, false),
  /** Whether X-Ray records invocations, at $5 per million. Up to one a second it records every one. */
  tracing: v.optional(flag, false),
  /** Whether an EventBridge bus gets every stored event, and what changes in conversations: docs/events.md. */
  events: v.optional(flag, false),
  /** Whether stored events have their payloads on the bus, too. */
  eventPayloads: v.optional(flag, false),
  /** Whether the bus also gets what `restore`, `import`, `reinterpret` and `rebuild` write. */
  eventsOfCommands: v.optional(flag, false),
  customDomain: v.exactOptional(customDomain),
  /**
   * A symmetric key of KMS in the region of the stack, for everything that holds payloads; AWS's own keys if absent. It
   * costs $1 a month and each request. docs/deploy.md, A key of your own, has its policy.
   */
  encryptionKeyArn: v.exactOptional(
    text(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/, 'the ARN of a key of KMS'),
  ),
})

export const stageSettings = v.pipe(
  separateSettings,
  v.forward(
    v.check(
      ({ stateRetention, eventRetention }) =>
        entities.every((entity) => (stateRetention[entity] ?? never) >= (eventRetention[entity] ?? never)),
      'must have at least as many days as eventRetention has for the same entity: states are made of events.',
    ),
    ['stateRetention'],
  ),
)

/** A stage with its defaults. */
export type Stage = v.InferOutput<typeof stageSettings>

/** What infra/stages.ts says of a stage: `isProduction`, and what differs from the defaults. */
export type StageEntry = v.InferInput<typeof stageSettings>

export type TokenHash = v.InferOutput<typeof tokenHash>
