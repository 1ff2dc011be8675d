import type { Command } from 'commander'
import { boundsOf } from '../../../../shared/client/instant.ts'
import { type DeploymentOptions, readDeployment } from '../../../deployment/outputs-file.ts'
import { type ConsentOptions, consentOf, withConsent } from '../../arguments/consent.ts'
import { withDeployment } from '../../arguments/deployment.ts'
import { readTime } from '../../arguments/time.ts'
import { UsageError } from '../../errors.ts'
import type { Io } from '../../terminal/io.ts'
import { type JsonOptions, withJson } from '../../terminal/json.ts'
import { readQuery, type SubjectOptions, withSubject } from '../subject.ts'

type Options = DeploymentOptions &
  ConsentOptions &
  JsonOptions &
  SubjectOptions & {
    dryRun?: true
    person?: true
    whole?: true
    textsBefore?: string
    request?: string
    output?: string
  }

type EventOptions = Options & { event?: string[] }

const eraseHelp = `
Searches like find, says how much it found, asks, and erases it: events, states,
index items, quarantine, large bodies with every version, messages in queues and
dead-letter queues. What occurred or was first received before is not stored
again; later contact is.

Of a conversation with other customers, a person's texts and details are taken
out, and times, statuses and agents are left (--person, the default), unless
--whole.

It waits 35 seconds for consumers that are running. Webhooks can come in
meanwhile. If it is interrupted, run the same command again. A report, which
names nobody, is written to <output>.md and <output>.json.

Examples:
  npm run commbox -- privacy erase --user 3377699720575710 --dry-run
  npm run commbox -- privacy erase --phone '+972 50-111-2233' --request DSR-17
  npm run commbox -- privacy erase --conversation 3377699720568713 \\
    --texts-before 2026-11-24T08:15
  npm run commbox -- privacy erase --conversation 3377699720568713 --event <event id>`

const checkHelp = `
For the end of an erasure, or of a restore. Pass by what the person was known: it
is not stored any more. Later contact does not count.

Example:
  npm run commbox -- privacy check --phone '+972 50-111-2233' \\
    --erased-at 2026-11-24T08:15:00.000Z`

/** `privacy erase` and `privacy check`. */
export function addErase(privacy: Command, io: Io): void {
  withJson(withConsent(withSubject(withDeployment(privacy.command('erase')))))
    .description('erase what is stored about a person, a conversation or an event, with a report')
    .option('--person', 'of conversations with other customers, only what is of the person (default)')
    .option('--whole', 'erase conversations with other customers whole')
    .option('--texts-before <time>', 'only what was written in a conversation until then', readTime)
    .option('--event <id>', 'only this event of the conversation or user (repeatable)', several)
    .option('--request <number>', 'the number of the request, for the report')
    .option('--output <name>', 'the names of the report, without their ending (default: erasure-<time>)')
    .option('--dry-run', 'only say what would be erased')
    .addHelpText('after', eraseHelp)
    .action(async (options: EventOptions) => {
      const query = readQuery(options)
      const { textsBefore, event: eventIds, person, whole, dryRun, scan } = options
      if (textsBefore !== undefined && !('objectIds' in query))
        throw new UsageError('--texts-before needs --conversation')
      if (person && ('objectIds' in query || eventIds !== undefined))
        throw new UsageError('--person needs --user, --phone, --email or --unique-id, and no --event')
      if ([textsBefore, eventIds, whole].filter((each) => each !== undefined).length > 1)
        throw new UsageError('pass one of --whole, --texts-before and --event')
      const consent = dryRun ? undefined : consentOf(io, options)
      const deployment = readDeployment(options, io.env)
      if (eventIds !== undefined) {
        const { eraseEvents } = await import('./events.ts')
        return eraseEvents(deployment, query, { eventIds, consent, json: options.json }, io)
      }
      const { eraseSubject } = await import('./run.ts')
      const output = options.output ?? `erasure-${io.now().toISOString().replace(/\W/g, '')}`
      const recheck = `npm run commbox -- privacy check ${'objectIds' in query ? '--conversation <id>' : '--user <id>'}`
      const until = textsBefore === undefined ? undefined : boundsOf(textsBefore).last
      const { request, json } = options
      await eraseSubject(
        deployment,
        query,
        { scan, output, recheck, consent, json, whole, request, textsBefore: until },
        io,
      )
    })

  withJson(withSubject(withDeployment(privacy.command('check'))))
    .description('check that nothing is left of what was erased')
    .requiredOption('--erased-at <time>', 'up to when it was erased, as its report says', readTime)
    .addHelpText('after', checkHelp)
    .action(async (options: DeploymentOptions & JsonOptions & SubjectOptions & { erasedAt: string }) => {
      const query = readQuery(options)
      const deployment = readDeployment(options, io.env)
      const { checkErased } = await import('./check.ts')
      const { scan, erasedAt, json } = options
      await checkErased(deployment, query, { scan, json, erasedAt: boundsOf(erasedAt).last }, io)
    })
}

function several(text: string, before: string[] = []): string[] {
  return [...before, text]
}
