import type { Command } from 'commander'
import { inOrder } from '../../../shared/runtime/in-order.ts'
import { type DeploymentOptions, withDeployment } from '../../deployment/outputs-file.ts'
import { type Answer, post, type Target } from '../../webhooks/post.ts'
import type { Sample } from '../../webhooks/samples.ts'
import { nearNames } from '../arguments/near-names.ts'
import { CommandError, UsageError } from '../errors.ts'
import { cells, columns, padded } from '../terminal/columns.ts'
import { type Io, paint, progress } from '../terminal/io.ts'
import { readTarget } from './target.ts'

type Options = DeploymentOptions & { all?: true; url?: string; token?: string }

const help = `
Without names and without --all, the names are listed, each with its source.
The token: --token, else the one in --url, else the local stack's, else the
variable COMMBOX_TOKEN.
The exit code is 1 when any of them was not accepted.

Examples:
  npm run commbox -- send --all
  npm run commbox -- send object/on-new tag/on-add
  npm run commbox -- send --all --outputs outputs.json --token <token>`

/** `send`: posts documented webhooks and prints what was answered to each. */
export function addSend(program: Command, io: Io): void {
  withDeployment(program.command('send'))
    .description('post the documented webhooks to a deployment')
    .argument('[sample...]', 'names of webhooks, such as object/on-new')
    .option('--all', 'post all of them')
    .option('--url <url>', "where to post to (default: the deployment's)")
    .option('--token <token>', 'the token to show')
    .addHelpText('after', help)
    .action(async (names: string[], options: Options) => {
      // Loaded here: the other commands have no need of the samples.
      const { samples } = await import('../../webhooks/samples.ts')
      const known = samples()
      if (names.length === 0 && !options.all) return list(known, io)
      if (names.length > 0 && options.all) throw new UsageError('give names or --all, not both')
      const wanted = options.all ? known : names.map((name) => sampleOf(known, name))
      await send(wanted, readTarget(options, io), io)
    })
}

function list(known: readonly Sample[], io: Io): void {
  for (const line of columns(known.map(({ name, source }) => [name, source]))) io.out(line)
  io.err('\nSend some by name, or all with --all.')
}

function sampleOf(known: readonly Sample[], name: string): Sample {
  const sample = known.find((candidate) => candidate.name === name)
  if (sample) return sample
  const near = nearNames(
    name,
    known.map((candidate) => candidate.name),
  )
  const advice = near.length > 0 ? `did you mean ${near.join(' or ')}?` : 'send without a name lists them'
  throw new UsageError(`there is no sample ${name}: ${advice}`)
}

const atOnce = 4

async function send(wanted: readonly Sample[], target: Target, io: Io): Promise<void> {
  const line = progress(io)
  const width = Math.max(...wanted.map(({ name }) => cells(name)))
  const counts = { accepted: 0, quarantined: 0, refused: 0, unanswered: 0 }
  let done = 0
  const answers = inOrder(wanted, atOnce, (sample) => post(target, sample))
  try {
    line.show(`0 of ${wanted.length} answered`)
    for await (const [{ name }, answer] of answers) {
      counts[answer.outcome]++
      line.clear()
      io.out(row(padded(name, width), answer, io))
      line.show(`${++done} of ${wanted.length} answered`)
    }
  } finally {
    line.clear()
  }
  const others = [
    counts.quarantined && `${counts.quarantined} kept in quarantine`,
    counts.refused && `${counts.refused} refused`,
    counts.unanswered && `${counts.unanswered} without an answer`,
  ].filter(Boolean)
  io.out([`${wanted.length} sent: ${counts.accepted} accepted`, ...others].join(', '))
  if (others.length > 0) throw new CommandError('not every webhook was accepted')
}

function row(name: string, { outcome, status, id, text }: Answer, io: Io): string {
  const code = paint(io, outcome === 'accepted' ? 'green' : 'red', String(status ?? '---'))
  return [code, name, id ?? '-', text].join('  ').trimEnd()
}
