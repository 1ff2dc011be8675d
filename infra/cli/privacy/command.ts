import type { Command } from 'commander'
import { type DeploymentOptions, readDeployment } from '../../deployment/outputs-file.ts'
import { withDeployment } from '../arguments/deployment.ts'
import type { Io } from '../terminal/io.ts'
import { type JsonOptions, withJson } from '../terminal/json.ts'
import { readQuery, type SubjectOptions, withSubject } from './subject.ts'

type FindOptions = DeploymentOptions & JsonOptions & SubjectOptions

const groupHelp = `
docs/privacy.md says where personal data is, for how long, and what reaches it.

Examples:
  npm run commbox -- privacy find --phone '+972 50-111-2233'
  npm run commbox -- privacy find --conversation 3377699720568713`

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

/** `privacy`: what is stored about a person or a conversation. */
export function addPrivacy(program: Command, io: Io): void {
  const privacy = program
    .command('privacy')
    .description('find what is stored about a person or a conversation')
    .addHelpText('after', groupHelp)

  withJson(withSubject(withDeployment(privacy.command('find'))))
    .description('list where something is stored about a person or a conversation')
    .addHelpText('after', findHelp)
    .action(async (options: FindOptions) => {
      const query = readQuery(options)
      const deployment = readDeployment(options, io.env)
      const { printPlaces } = await import('./find.ts')
      await printPlaces(deployment, query, options, io)
    })
}
