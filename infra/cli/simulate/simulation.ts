import { setTimeout } from 'node:timers/promises'
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { type Entity, entities } from '../../../shared/commbox/names.ts'
import { inOrder } from '../../../shared/runtime/in-order.ts'
import { tableTitles } from '../../../shared/runtime/names.ts'
import { withDatabase } from '../../deployment/database.ts'
import type { Deployment } from '../../deployment/outputs-file.ts'
import type { Answer } from '../../webhooks/answer.ts'
import { post, type Target } from '../../webhooks/post.ts'
import { CommandError } from '../errors.ts'
import { interruptible } from '../long-running/interruptible.ts'
import { counted } from '../terminal/count.ts'
import { type Io, progress } from '../terminal/io.ts'
import { type JsonOptions, printJson } from '../terminal/json.ts'
import { printRows, say } from '../terminal/table.ts'
import type { Expected } from './conversation.ts'
import { type Post, type Script, type Settings, scriptOf } from './script.ts'
import { differencesIn, missingInQuarantine } from './verify.ts'

export type Run = Settings &
  JsonOptions & {
    /** Posts a second. */
    rate: number
    /** Seconds that the tables may take after the last answer. */
    wait: number
  }

const mostAtOnce = 64
const shownDifferences = 10

/**
 * Posts a script to a deployment, waits for its tables, and prints a score.
 *
 * @throws CommandError if an answer or a table is wrong, or the script was interrupted
 */
export async function simulate(deployment: Deployment, target: Target, run: Run, io: Io): Promise<void> {
  const startedAt = io.now()
  const script = scriptOf(run, startedAt)
  const { quarantined, unexpected, seconds } = await play(script, target, run.rate, io)
  const count = script.posts.length
  if (!run.json)
    say(
      io,
      `${counted(run.conversations, 'conversation')}, ${counted(count, 'delivery', 'deliveries')} in ${seconds.toFixed(1)} s: ` +
        `${count - quarantined.length - unexpected.length} accepted, ${quarantined.length} quarantined as expected, ` +
        `${unexpected.length} with an unexpected answer`,
    )
  for (const line of unexpected.slice(0, shownDifferences)) io.err(line)
  const { differing, missing } = await withDatabase(deployment, (database) =>
    settle(database, deployment, { script, quarantined, startedAt, wait: run.wait }, io),
  )
  const scores = scoresOf(script.expected, differing, quarantined.length, missing.length)
  if (!run.json) await printRows(io, scores.map(rowOf))
  for (const [{ entity, key }, text] of [...differing].slice(0, shownDifferences)) {
    io.err(`${entity} ${key}: ${text}`)
  }
  const all = count + script.expected.length
  const right = all - unexpected.length - differing.size - missing.length
  if (run.json) {
    const answers = { name: 'answers', right: count - unexpected.length, expected: count, seed: run.seed }
    printJson(io, [answers, ...scores])
  } else io.out(`score: ${right} of ${all} answers and rows are right (seed ${run.seed})`)
  if (right < all) throw new CommandError('the tables or the answers differ from what was sent')
}

type Played = { quarantined: string[]; unexpected: string[]; seconds: number }

async function play({ posts }: Script, target: Target, rate: number, io: Io): Promise<Played> {
  const played: Played = { quarantined: [], unexpected: [], seconds: 0 }
  const line = progress(io)
  const started = performance.now()
  const inTime = async ({ post: { url, body }, number }: { post: Post; number: number }) => {
    await setTimeout(Math.max(0, started + (number * 1000) / rate - performance.now()))
    return await post(target, { url, body: new TextEncoder().encode(body) })
  }
  const numbered = posts.map((each, number) => ({ post: each, number }))
  let done = 0
  await interruptible(io, async (stop) => {
    for await (const [{ post: each, number }, answer] of inOrder(numbered, mostAtOnce, inTime, stop.signal)) {
      judge(played, each, number, answer)
      done += 1
      line.show(`${done} of ${posts.length} posted, ${played.unexpected.length} with an unexpected answer`)
    }
  }).finally(line.clear)
  if (done < posts.length) {
    throw new CommandError(`interrupted after ${done} of ${posts.length} posts: no table was verified`)
  }
  return { ...played, seconds: (performance.now() - started) / 1000 }
}

function judge(
  { quarantined, unexpected }: Played,
  { isWebhook }: Post,
  number: number,
  answer: Answer,
): void {
  const { outcome, status, id, text } = answer
  if (isWebhook && outcome === 'accepted') return
  // Most of what is refused is quarantined as well.
  const isKept = outcome === 'quarantined' || (outcome === 'refused' && status !== undefined && status < 500)
  if (!isWebhook && isKept && id) quarantined.push(id)
  else unexpected.push(`post ${number}: ${status ?? 'no answer'} ${text}`)
}

type Waiting = { script: Script; quarantined: string[]; startedAt: Date; wait: number }

/** Reads again what is not right yet, until everything is or the time is over. */
async function settle(
  database: DynamoDBClient,
  deployment: Deployment,
  { script, quarantined, startedAt, wait }: Waiting,
  io: Io,
): Promise<{ differing: Map<Expected, string>; missing: string[] }> {
  const line = progress(io)
  const until = performance.now() + wait * 1000
  let open: readonly Expected[] = script.expected
  let missing: string[] = quarantined
  try {
    while (true) {
      const differing = await differencesIn(database, deployment, open)
      missing = await missingInQuarantine(database, deployment, [startedAt, io.now()], missing)
      open = [...differing.keys()]
      if (open.length + missing.length === 0 || performance.now() > until) return { differing, missing }
      line.show(`waiting for ${counted(open.length + missing.length, 'row')}`)
      await setTimeout(500)
    }
  } finally {
    line.clear()
  }
}

/** How many things of a table are right. */
type Score = { name: string; right: number; expected: number; events?: number }

function scoresOf(
  expected: readonly Expected[],
  differing: ReadonlyMap<Expected, string>,
  quarantined: number,
  missing: number,
): Score[] {
  const of = (entity: Entity, things: Iterable<Expected>) =>
    [...things].filter((thing) => thing.entity === entity)
  const scores = entities.map((entity) => {
    const all = of(entity, expected)
    const right = all.length - of(entity, differing.keys()).length
    const events = all.reduce((sum, thing) => sum + thing.events, 0)
    return { name: tableTitles[entity], right, expected: all.length, events }
  })
  const quarantine = { name: tableTitles.Quarantine, right: quarantined - missing, expected: quarantined }
  return [...scores, quarantine].filter((score) => score.expected > 0)
}

function rowOf({ name, right, expected, events }: Score): string[] {
  const count = events === undefined ? '' : counted(events, 'event')
  return [name, `${right} of ${expected} right`, count]
}
