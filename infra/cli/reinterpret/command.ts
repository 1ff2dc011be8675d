import { type Command, InvalidArgumentError } from 'commander'
import { type Entity, findByName } from '../../../shared/commbox/names.ts'
import { definitions } from '../../../shared/entities/registry.ts'
import { type DeploymentOptions, readDeployment } from '../../deployment/outputs-file.ts'
import { type ConsentOptions, consentOf, withConsent } from '../arguments/consent.ts'
import { withDeployment } from '../arguments/deployment.ts'
import { entityNames, keysFor, readEntity } from '../arguments/entity.ts'
import { choicesText } from '../arguments/one-of.ts'
import { checkSpan, type SpanOptions, withSpan } from '../arguments/time.ts'
import { UsageError } from '../errors.ts'
import type { Io } from '../terminal/io.ts'
import { type JsonOptions, withJson } from '../terminal/json.ts'

type Target = { entity: Entity; trigger: string }

type Options = DeploymentOptions &
  ConsentOptions &
  SpanOptions &
  JsonOptions & { trigger: string; as: Target; dryRun?: true }

const help = `
For deliveries that were posted to the wrong URL and stored as another trigger.
Each payload is identified again, as if it had been posted to --as; what it says
itself still takes precedence. One that cannot be that stays as it is, and so
does one that is already right. The others are sent to the queue under an id of
their own (<delivery id>.r1) with their time of receipt, and the wrong events are
withdrawn: what only they had set goes.

Without an id, the whole table is read. --from and --to are times of the events,
in UTC. If the command is interrupted, run it again: nothing is lost, and nothing
is stored twice. It waits 35 seconds for consumers that are running.

Examples:
  npm run commbox -- reinterpret object --trigger on-new --as object/on-new-child \\
    --from 2026-11-16 --to 2026-11-22 --dry-run
  npm run commbox -- reinterpret object 3377699720568713 --trigger on-assign \\
    --as object/on-unassign`

/** `reinterpret`: stored events of deliveries that were posted to the wrong URL. */
export function define(command: Command, io: Io): void {
  withJson(withConsent(withSpan(withDeployment(command))))
    .argument('<entity>', `what they are stored as: ${entityNames}`, readEntity)
    .argument('[id...]', "CommBox's ids; for satisfaction, form and chat the conversations'")
    .requiredOption('--trigger <trigger>', 'the trigger that they are stored as')
    .requiredOption('--as <entity/trigger>', 'what their URL should have named', readTarget)
    .option('--dry-run', 'only say what would be done')
    .addHelpText('after', help)
    .action(async (entity: Entity, ids: string[], options: Options) => {
      checkSpan(options)
      const trigger = triggerOf(entity, options.trigger)
      const { as, from, to, json } = options
      if (as.entity === entity && as.trigger === trigger)
        throw new UsageError('--as is what they are stored as')
      const keys = ids.map((id) => ({ id, keys: keysFor(entity, id) }))
      const consent = options.dryRun ? undefined : consentOf(io, options)
      const deployment = readDeployment(options, io.env)
      const { reinterpretEvents } = await import('./reinterpret.ts')
      await reinterpretEvents({ deployment, entity, keys, trigger, as, from, to, consent, json }, io)
    })
}

function readTarget(text: string): Target {
  const [name = '', trigger = ''] = text.split('/')
  const entity = readEntity(name)
  const known = Object.keys(definitions[entity].triggers)
  const found = findByName(known, trigger)
  if (found !== undefined) return { entity, trigger: found }
  throw new InvalidArgumentError(
    choicesText(
      known.map((each) => `${entity.toLowerCase()}/${each}`),
      text,
    ),
  )
}

/** @throws UsageError if the entity has no such trigger */
function triggerOf(entity: Entity, text: string): string {
  const known = Object.keys(definitions[entity].triggers)
  const found = findByName(known, text)
  if (found !== undefined) return found
  throw new UsageError(`there is no trigger ${text} for ${entity.toLowerCase()}. ${choicesText(known, text)}`)
}
