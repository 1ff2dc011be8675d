import { setTimeout } from 'node:timers/promises'
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { type Entity, entities } from '../../../shared/commbox/names.ts'
import { inOrder } from '../../../shared/runtime/in-order.ts'
import { tableTitles } from '../../../shared/runtime/names.ts'
import { withDatabase } from '../../deployment/database.ts'
import type { Deployment } from '../../deployment/outputs-file.ts'
import { type Answer, post, type Target } from '../../webhooks/post.ts'
import { CommandError } from '../errors.ts'
import { interruptible } from '../long-running/interruptible.ts'
import { columns } from '../terminal/columns.ts'
import { counted } from '../terminal/count.ts'
import { type Io, progress } from '../terminal/io.ts'
import type { Expected } from './conversation.ts'
import { differencesIn, missingInQuarantine } from './score.ts'
import { type Post, type Script, type Settings, scriptOf } from './script.ts'

export type Run = Settings & {
  /** Posts a second. */
  rate: number
  /** Seconds that the tables may take after the last answer. */
  wait: number
}

const mostAtOnce = 64
const shownDifferences = 10

/**
 * Plays a script against a deployment, waits for its tables, and prints a score.
 *
 * @throws CommandError where an answer or a table is not as it has to be, or the script was not played to its end
 */
export async function simulate(deployment: Deployment, target: Target, run: Run, io: Io): Promise<void> {
  const startedAt = io.now()
  const script = scriptOf(run, startedAt)
  const { kept, unexpected, seconds } = await play(script, target, run.rate, io)
  const count = script.posts.length
  io.out(
    `${counted(run.conversations, 'conversation')}, ${counted(count, 'delivery', 'deliveries')} in ${seconds.toFixed(1)} s: ` +
      `${count - kept.length - unexpected.length} accepted, ${kept.length} kept in quarantine as they should be, ` +
      `${unexpected.length} not answered as they should be`,
  )
  for (const line of unexpected.slice(0, shownDifferences)) io.err(line)
  const { differing, missing } = await withDatabase(deployment, (database) =>
    settle(database, deployment, { script, kept, startedAt, wait: run.wait }, io),
  )
  for (const line of columns(table(script.expected, differing, kept.length, missing.size))) io.out(line)
  for (const [{ entity, key }, text] of [...differing].slice(0, shownDifferences)) {
    io.err(`${entity} ${key}: ${text}`)
  }
  const all = count + script.expected.length
  const right = all - unexpected.length - differing.size - missing.size
  io.out(`score: ${right} of ${all} answers and rows are right (seed ${run.seed})`)
  if (right < all) throw new CommandError('not everything is as it was sent')
}

type Played = { kept: string[]; unexpected: string[]; seconds: number }

async function play({ posts }: Script, target: Target, rate: number, io: Io): Promise<Played> {
  const played: Played = { kept: [], unexpected: [], seconds: 0 }
  const line = progress(io)
  const started = performance.now()
  const inTime = async ({ post: each, number }: { post: Post; number: number }) => {
    await setTimeout(Math.max(0, started + (number * 1000) / rate - performance.now()))
    return await post(target, {
      name: '',
      source: '',
      url: each.url,
      body: new TextEncoder().encode(each.body),
    })
  }
  const numbered = posts.map((each, number) => ({ post: each, number }))
  let done = 0
  await interruptible(io, async (stop) => {
    for await (const [{ post: each, number }, answer] of inOrder(numbered, mostAtOnce, inTime, stop.signal)) {
      judge(played, each, number, answer)
      done += 1
      line.show(
        `${done} of ${posts.length} posted, ${played.unexpected.length} answered otherwise than expected`,
      )
    }
  }).finally(line.clear)
  if (done < posts.length)
    throw new CommandError(`stopped after ${done} of ${posts.length}; nothing was checked`)
  return { ...played, seconds: (performance.now() - started) / 1000 }
}

function judge({ kept, unexpected }: Played, { isWebhook }: Post, number: number, answer: Answer): void {
  const { outcome, status, id, text } = answer
  if (isWebhook && outcome === 'accepted') return
  const isKept = outcome === 'quarantined' || (outcome === 'refused' && status !== undefined && status < 500)
  if (!isWebhook && isKept && id) kept.push(id)
  else unexpected.push(`post ${number}: ${status ?? 'no answer'} ${text}`)
}

/** Reads what is not right yet again and again, until all is or the time is over. */
async function settle(
  database: DynamoDBClient,
  deployment: Deployment,
  { script, kept, startedAt, wait }: { script: Script; kept: string[]; startedAt: Date; wait: number },
  io: Io,
): Promise<{ differing: Map<Expected, string>; missing: Set<string> }> {
  const line = progress(io)
  const until = performance.now() + wait * 1000
  let open: readonly Expected[] = script.expected
  let unkept: readonly string[] = kept
  try {
    while (true) {
      const differing = await differencesIn(database, deployment, open)
      const missing = await missingInQuarantine(database, deployment, [startedAt, io.now()], unkept)
      open = [...differing.keys()]
      unkept = [...missing]
      if (open.length + unkept.length === 0 || performance.now() > until) return { differing, missing }
      line.show(`waiting for ${counted(open.length + unkept.length, 'row')}`)
      await setTimeout(500)
    }
  } finally {
    line.clear()
  }
}

function table(
  expected: readonly Expected[],
  differing: ReadonlyMap<Expected, string>,
  kept: number,
  missing: number,
): string[][] {
  const of = (entity: Entity, things: Iterable<Expected>) =>
    [...things].filter((thing) => thing.entity === entity)
  const rows = entities.map((entity) => {
    const all = of(entity, expected)
    const right = all.length - of(entity, differing.keys()).length
    const events = all.reduce((sum, thing) => sum + thing.events, 0)
    return [tableTitles[entity], `${right} of ${all.length} right`, counted(events, 'event')]
  })
  const used = rows.filter(([, text]) => text !== '0 of 0 right')
  return kept === 0 ? used : [...used, [tableTitles.Quarantine, `${kept - missing} of ${kept} right`, '']]
}
