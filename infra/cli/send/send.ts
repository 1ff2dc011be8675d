import { inOrder } from '../../../shared/runtime/in-order.ts'
import type { Answer } from '../../webhooks/answer.ts'
import { post, type Target } from '../../webhooks/post.ts'
import { type Sample, samples } from '../../webhooks/samples.ts'
import { nearNames } from '../arguments/near-names.ts'
import { CommandError, UsageError } from '../errors.ts'
import { type Io, paint, progress } from '../terminal/io.ts'
import { type JsonOptions, printJson } from '../terminal/json.ts'
import { printRows } from '../terminal/table.ts'

/** Prints the name and the source of every documented webhook. */
export async function listSamples({ json }: JsonOptions, io: Io): Promise<void> {
  const known = samples().map(({ name, source }) => ({ name, source }))
  if (json) return printJson(io, known)
  await printRows(
    io,
    known.map(({ name, source }) => [name, source]),
  )
  io.err('\nSend some by name, or all with --all.')
}

/** Returns the documented webhooks of these names. @throws UsageError with near names if there is no such name */
export function chooseSamples(names: readonly string[] | 'all'): Sample[] {
  const known = samples()
  if (names === 'all') return known
  return names.map((name) => {
    const sample = known.find((candidate) => candidate.name === name)
    if (sample) return sample
    const near = nearNames(
      name,
      known.map((candidate) => candidate.name),
    )
    const advice = near.length > 0 ? `did you mean ${near.join(' or ')}?` : 'send without a name lists them'
    throw new UsageError(`there is no sample ${name}: ${advice}`)
  })
}

const concurrency = 4

/**
 * Posts webhooks and prints the answers in their order.
 *
 * @throws CommandError if one was not accepted
 */
export async function send(
  wanted: readonly Sample[],
  target: Target,
  { json }: JsonOptions,
  io: Io,
): Promise<void> {
  const line = progress(io)
  const width = Math.max(...wanted.map(({ name }) => name.length))
  const counts = { accepted: 0, quarantined: 0, refused: 0, unanswered: 0 }
  const answered: (Answer & { name: string })[] = []
  const answers = inOrder(wanted, concurrency, (sample) => post(target, sample))
  try {
    line.show(`0 of ${wanted.length} answered`)
    for await (const [{ name }, answer] of answers) {
      counts[answer.outcome]++
      answered.push({ name, ...answer })
      line.clear()
      if (!json) await printRows(io, [rowOf(name.padEnd(width), answer, io)])
      line.show(`${answered.length} of ${wanted.length} answered`)
    }
  } finally {
    line.clear()
  }
  const others = [
    counts.quarantined && `${counts.quarantined} quarantined`,
    counts.refused && `${counts.refused} refused`,
    counts.unanswered && `${counts.unanswered} without an answer`,
  ].filter(Boolean)
  if (json) printJson(io, answered)
  else io.out([`${wanted.length} sent: ${counts.accepted} accepted`, ...others].join(', '))
  if (others.length > 0) throw new CommandError('not every webhook was accepted')
}

function rowOf(name: string, { status, id, text, outcome }: Answer, io: Io): string[] {
  const code = paint(io, outcome === 'accepted' ? 'green' : 'red', String(status ?? '---'))
  return [code, name, id ?? '-', text]
}
