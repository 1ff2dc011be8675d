import type { IncomingMessage } from 'node:http'
import { SendMessageCommand } from '@aws-sdk/client-sqs'
import { type Entity, entities, findByName } from '../../shared/commbox/names.ts'
import { definitions } from '../../shared/entities/registry.ts'
import { type Replayed, replayRow } from '../../shared/quarantine/replay-row.ts'
import { inOrder } from '../../shared/runtime/in-order.ts'
import type { Target } from '../cli/send/target.ts'
import { withBodies } from '../deployment/bodies.ts'
import { tableOf, withDatabase } from '../deployment/database.ts'
import type { Deployment } from '../deployment/outputs-file.ts'
import { withQueues } from '../deployment/queues.ts'
import { post } from '../webhooks/post.ts'
import type { ConsoleSample } from './samples.ts'

const largest = 64 * 1024

/** The fields of a form; undefined where it is larger than any of ours. */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams | undefined> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of request) {
    size += part.length
    if (size > largest) return undefined
    parts.push(part)
  }
  return new URLSearchParams(Buffer.concat(parts).toString('utf8'))
}

/** The page that a form leads back to: one of the console's own. */
export function wayBackOf(form: URLSearchParams): string {
  const back = form.get('back') ?? ''
  return /^\/(\?[\w.~%=&+*-]*)?$/.test(back) ? back : '/'
}

/** Posts samples as CommBox would, and says what was answered. */
export async function sendSamples(
  form: URLSearchParams,
  all: readonly ConsoleSample[],
  target: Target,
): Promise<string> {
  const [name, group] = [form.get('sample'), form.get('group')]
  const wanted = all.filter((sample) => sample.name === name || sample.group === group)
  const [first] = wanted
  if (first === undefined) return 'There is no such sample.'
  const counts = new Map<string, number>()
  for await (const [, { outcome, status, text }] of inOrder(wanted, 4, (sample) => post(target, sample))) {
    if (wanted.length === 1) return `${first.label}: ${outcome} (${status ?? 'no answer'}), ${text}`
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
  }
  return `${wanted.length} sent: ${[...counts].map(([outcome, count]) => `${count} ${outcome}`).join(', ')}`
}

/** Sends a quarantined delivery down the normal path again, and says what became of it. */
export async function replay(form: URLSearchParams, deployment: Deployment): Promise<string> {
  const [key, record, as] = ['day', 'record', 'as'].map((name) => form.get(name)?.trim() ?? '')
  if (!key || !record) return 'There is no such delivery in quarantine.'
  const names = as ? namesFrom(as) : {}
  if (names === undefined) return `There is no trigger “${as}”: choose one of the list.`
  const replayed = await withBodies(deployment, (bodies) =>
    withQueues(deployment, (queues) =>
      withDatabase(deployment, (client) =>
        replayRow(
          {
            table: tableOf(client, deployment, 'Quarantine'),
            bodies,
            now: () => new Date(),
            async send(pipeline, MessageBody) {
              const QueueUrl = deployment.queueUrl(pipeline)
              await queues.send(new SendMessageCommand({ QueueUrl, MessageBody }))
            },
          },
          { key, record },
          { ...names, isAgain: true, isDry: false },
        ),
      ),
    ),
  )
  return textOf(replayed)
}

function namesFrom(text: string): { entity: Entity; trigger?: string } | undefined {
  const [first = '', ...rest] = text.split(/\s+/)
  const entity = findByName(entities, first)
  if (entity === undefined) return undefined
  if (rest.length === 0) return { entity }
  const trigger = findByName(Object.keys(definitions[entity].triggers), rest.join(''))
  return trigger === undefined ? undefined : { entity, trigger }
}

function textOf(replayed: Replayed): string {
  switch (replayed.result) {
    case 'sent':
      return `Replayed: sent to ${replayed.to}.`
    case 'quarantined':
      return `Still in quarantine: ${replayed.why.reason}.`
    case 'returned':
      return 'Still in quarantine: it was sent, and set aside at once.'
    case 'gone':
      return 'There is no such delivery in quarantine.'
    case 'failed':
      return 'It could not be replayed.'
  }
}
