import type { Command } from 'commander'
import { type Entity, entities, selfDescribing } from '../../../shared/commbox/names.ts'
import { definitions } from '../../../shared/entities/registry.ts'
import { type DeploymentOptions, readDeployment, withDeployment } from '../../deployment/outputs-file.ts'
import { UsageError } from '../errors.ts'
import { columns } from '../terminal/columns.ts'
import { type Io, paint } from '../terminal/io.ts'

type Options = DeploymentOptions & { token?: string | true; json?: true }

const help = `
A subscription in CommBox is one entity, one or more of its triggers, and one
URL. Without --token the URLs hold <token>: put in the token of which the stage
knows the hash. --token alone takes the local stack's token, else COMMBOX_TOKEN.

Example:
  npm run commbox -- urls --outputs outputs.json`

const placeholder = '<token>'

/** `urls`: the subscriptions to make in CommBox, one row for each trigger. */
export function addUrls(program: Command, io: Io): void {
  withDeployment(program.command('urls'))
    .description('the URLs to paste into CommBox, one for each trigger')
    .option('--token [token]', 'put this token into the URLs')
    .option('--json', 'the same, as JSON')
    .addHelpText('after', help)
    .action((options: Options) => {
      const deployment = readDeployment(options, io)
      const token =
        options.token === true
          ? (deployment.local?.token ?? io.env.COMMBOX_TOKEN)
          : (options.token ?? placeholder)
      if (!token) throw new UsageError('--token needs a token: this outputs file holds none')
      const urls = urlRows(deployment.webhookUrl, token)
      if (options.json) {
        const listed = urls.map(([entity, trigger, url]) => ({ entity, trigger, url }))
        return io.out(JSON.stringify(listed, null, 2))
      }
      const [heading = '', ...rows] = columns([['Entity', 'Trigger', 'URL'], ...urls])
      io.out(paint(io, 'bold', heading))
      for (const row of rows) io.out(row)
      for (const line of advice(deployment.webhookUrl)) io.err(line)
    })
}

/** Entity, trigger and URL of every trigger that there is. */
export function urlRows(webhookUrl: string, token: string): [Entity, string, string][] {
  const query = token === placeholder ? token : encodeURIComponent(token)
  return entities.flatMap((entity) =>
    Object.keys(definitions[entity].triggers).map((name): [Entity, string, string] => [
      entity,
      name,
      `${webhookUrl}/${entity.toLowerCase()}/${name.toLowerCase()}?token=${query}`,
    ]),
  )
}

function advice(webhookUrl: string): string[] {
  return [
    '',
    'One URL per entity is enough where the payload tells the trigger:',
    `  ${selfDescribing.join(', ')}: one subscription with all triggers, to ${webhookUrl}/<entity>.`,
    '  Object, User: several triggers look alike, so each needs its own URL.',
    `  Where CommBox sends {"Event": {"Subscription": …, "Name": …}}, ${webhookUrl} alone serves everything.`,
  ]
}
