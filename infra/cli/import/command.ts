import type { Command } from 'commander'
import { boundsOf } from '../../../shared/client/instant.ts'
import type { Entity } from '../../../shared/commbox/names.ts'
import { type DeploymentOptions, readDeployment } from '../../deployment/outputs-file.ts'
import { type ConsentOptions, consentOf, withConsent } from '../arguments/consent.ts'
import { withDeployment } from '../arguments/deployment.ts'
import { entityNames, readEntity } from '../arguments/entity.ts'
import { readTime } from '../arguments/time.ts'
import { readTrigger } from '../arguments/trigger.ts'
import { UsageError } from '../errors.ts'
import type { Io } from '../terminal/io.ts'
import { type JsonOptions, withJson } from '../terminal/json.ts'

type Options = DeploymentOptions &
  ConsentOptions &
  JsonOptions & {
    entity?: Entity
    trigger?: string
    receivedAt?: string
    brand?: string
    skipSimilar?: true
    dryRun?: true
  }

const help = `
For deliveries that never came, or were refused and not kept: CommBox lists them
with their payloads. A file has one body (JSON or XML), one in each line, or a
JSON array of bodies; of a directory every file is read, and - is standard
input. A body can be in {"body": …, "receivedAt": …, "entity": …, "trigger": …,
"brand": …}, which takes precedence over the options. With --entity, a payload
without an envelope is a body too. What a body says itself takes precedence over
both.

Every body is validated first, and those that are not valid are listed and left
out. A body whose events all have CommBox's own time needs no --received-at.

The delivery id is made of the body, its time and its number among equals:
importing again changes nothing, and two equal bodies stay two. If the command
is interrupted, run it again.

--dry-run lists the bodies that are stored already: the same event, or the same
content of the same thing within a day, such as what was stored and answered too
late. --skip-similar leaves them out. The exit code is 1 if any body was not
valid or not sent.

Examples:
  npm run commbox -- import lost/ --received-at 2026-11-24T08:15 --dry-run
  npm run commbox -- import lost.jsonl --entity object --trigger on-new-child \\
    --received-at 2026-11-24T08:15 --skip-similar`

/** `import`: deliveries that were lost, from files. */
export function define(command: Command, io: Io): void {
  withJson(withConsent(withDeployment(command)))
    .argument('<file...>', 'files, directories, or - for standard input')
    .option('--entity <entity>', `what the URL named: ${entityNames}`, readEntity)
    .option('--trigger <trigger>', 'what the URL named')
    .option('--received-at <time>', 'when they were sent, such as 2026-11-24T08:15', readTime)
    .option('--brand <brand>', 'the brand of those that name none')
    .option('--skip-similar', 'leave out what is stored already')
    .option('--dry-run', 'validate, and list what is stored already')
    .addHelpText('after', help)
    .action(async (files: string[], options: Options) => {
      const { entity, brand, receivedAt, skipSimilar: skipsSimilar = false, dryRun, json } = options
      const trigger = options.trigger && readTrigger(options.trigger, entity)
      const at = receivedAt && boundsOf(receivedAt).first
      if (at && at > io.now().toISOString()) throw new UsageError('--received-at lies in the future')
      const consent = dryRun ? undefined : consentOf(io, options)
      const deployment = readDeployment(options, io.env)
      const { importBodies } = await import('./import.ts')
      const given = { entity, trigger, brand, receivedAt: at }
      await importBodies(deployment, { files, given, consent, skipsSimilar, json }, io)
    })
}
