import type { Command } from 'commander'
import { type Entity, entities } from '../../../shared/commbox/names.ts'
import { definitions } from '../../../shared/entities/registry.ts'
import { type DeploymentOptions, readDeployment } from '../../deployment/outputs-file.ts'
import { withDeployment } from '../arguments/deployment.ts'
import { readTokenFile, type TokenOptions, withTokenFile } from '../arguments/token.ts'
import { UsageError } from '../errors.ts'
import type { Io } from '../terminal/io.ts'
import { type JsonOptions, printJson, withJson } from '../terminal/json.ts'
import { printTable } from '../terminal/table.ts'
import { type Rule, rules } from './takes.ts'

type Options = DeploymentOptions & JsonOptions & TokenOptions & { withToken?: true }

const help = `
A subscription in CommBox is one entity, one or more of its triggers, and one
URL. The URLs contain <token>: replace it by the token whose hash the stage has.
--token-file puts a token there, --with-token the local stack's, else that of
the variable COMMBOX_TOKEN.

Example:
  npm run commbox -- urls --outputs outputs.json`

const placeholder = '<token>'

/** `urls`: the subscriptions to make in CommBox, one row for each trigger. */
export function define(command: Command, io: Io): void {
  withTokenFile(withJson(withDeployment(command)))
    .option('--with-token', 'put the token into the URLs')
    .addHelpText('after', help)
    .action(async (options: Options) => {
      const deployment = readDeployment(options, io.env)
      const known = deployment.local?.token ?? io.env.COMMBOX_TOKEN
      const token = readTokenFile(options) ?? (options.withToken ? known : placeholder)
      if (!token) throw new UsageError('--with-token needs a token: pass --token-file, or set COMMBOX_TOKEN')
      const urls = urlRows(deployment.webhookUrl, token)
      if (options.json) {
        return printJson(
          io,
          urls.map(([entity, trigger, url]) => ({ entity, trigger, url, takes: `${entity}.${trigger}` })),
        )
      }
      await printTable(io, ['Entity', 'Trigger', 'URL'], urls)
      io.err(
        `\nWhat each URL takes, after ${deployment.webhookUrl}; a body that it does not take is quarantined:\n`,
      )
      const err = { ...io, out: io.err, colours: false }
      await printTable(err, ['Path', 'Takes', 'Does not take'], rules.map(cellsOf))
    })
}

/** Returns the entity, trigger and URL of every trigger. */
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

function cellsOf({ path, takes, doesNotTake }: Rule): string[] {
  return [path, takes, doesNotTake]
}
