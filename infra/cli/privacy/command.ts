import type { Command } from 'commander'
import { type DeploymentOptions, readDeployment } from '../../deployment/outputs-file.ts'
import { withDeployment } from '../arguments/deployment.ts'
import type { Io } from '../terminal/io.ts'
import { type JsonOptions, withJson } from '../terminal/json.ts'
import { addErase } from './erase/command.ts'
import { readQuery, type SubjectOptions, withSubject } from './subject.ts'

type FindOptions = DeploymentOptions & JsonOptions & SubjectOptions
type ExportOptions = FindOptions & { output: string }

const groupHelp = `
docs/privacy.md says where personal data is, for how long, and what reaches it.

Examples:
  npm run commbox -- privacy find --phone '+972 50-111-2233'
  npm run commbox -- privacy export --user 3377699720575710 --output request-17`

const findHelp = `
Finds a person by ids, numbers and addresses, wherever they are: also in payloads,
texts, quarantine, large bodies and dead letters. Names are not searched for.
First the indexes say which users are meant and by what else they are known; then
every table and the bucket are read whole, and what that costs is said before.

All of a conversation counts as the person's if it has no other customer; else
only what names the person.

Examples:
  npm run commbox -- privacy find --user 3377699720575710
  npm run --silent commbox -- privacy find --email dana@example.com --json`

const exportHelp = `
Writes <name>.txt, which people read, and <name>.json, with everything as it is
stored; large bodies are in them. Only you can read the files, and none is
overwritten. What merely mentions the person is listed without its content. Read
the files before you hand them out: texts can name other people.

Example:
  npm run commbox -- privacy export --user 3377699720575710 --output request-17`

/** `privacy`: what is stored about a person or a conversation. */
export function define(command: Command, io: Io): void {
  command.addHelpText('after', groupHelp)

  withJson(withSubject(withDeployment(command.command('find'))))
    .description('list where something is stored about a person or a conversation')
    .addHelpText('after', findHelp)
    .action(async (options: FindOptions) => {
      const query = readQuery(options)
      const deployment = readDeployment(options, io.env)
      const { printPlaces } = await import('./find.ts')
      await printPlaces(deployment, query, options, io)
    })

  withJson(withSubject(withDeployment(command.command('export'))))
    .description('write what is stored about a person or a conversation into files')
    .requiredOption('--output <name>', 'the names of the files, without their ending')
    .addHelpText('after', exportHelp)
    .action(async (options: ExportOptions) => {
      const query = readQuery(options)
      const deployment = readDeployment(options, io.env)
      const { exportPlaces } = await import('./export.ts')
      await exportPlaces(deployment, query, options, io)
    })

  addErase(command, io)
}
