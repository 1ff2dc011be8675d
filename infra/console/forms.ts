import type { IncomingMessage } from 'node:http'
import { SendMessageCommand } from '@aws-sdk/client-sqs'
import { type Entity, entities, findByName } from '../../shared/commbox/names.ts'
import { definitions } from '../../shared/entities/registry.ts'
import { type Replayed, replayRow } from '../../shared/quarantine/replay-row.ts'
import { inOrder } from '../../shared/runtime/in-order.ts'
import { withBodies } from '../deployment/bodies.ts'
import { tableOf, withDatabase } from '../deployment/database.ts'
import type { Deployment } from '../deployment/outputs-file.ts'
import { withQueues } from '../deployment/queues.ts'
import { post, type Target } from '../webhooks/post.ts'
import type { ConsoleSample } from './samples.ts'

const largestForm = 64 * 1024

/** Reads the fields of a form. Returns undefined if it is larger than any form of the console. */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams | undefined> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of request) {
    size += part.length
    if (size > largestForm) return undefined
    parts.push(part)
  }
  return new URLSearchParams(Buffer.concat(parts).toString('utf8'))
}

/** The page to show after a form. Always a page of the console, whatever the form says: no open redirect. */
export function returnAddressOf(form: URLSearchParams): string {
  const address = form.get('returnTo') ?? ''
  return /^\/(\?[\w.~%=&+*-]*)?$/.test(address) ? address : '/'
}

/** Posts a sample, or all samples of a group, as CommBox would. Returns what was answered, in words. */
export async function sendSamples(
  form: URLSearchParams,
  all: readonly ConsoleSample[],
  target: Target,
): Promise<string> {
  const [name, group] = [form.get('sample'), form.get('group')]
  const wanted = all.filter((sample) => sample.name === name || sample.group === group)
  const [first] = wanted
  if (first === undefined) return 'Unknown sample.'
  const counts = new Map<string, number>()
  for await (const [, { outcome, status, text }] of inOrder(wanted, 4, (sample) => post(target, sample))) {
    if (wanted.length === 1) return `${first.label}: ${outcome} (${status ?? 'no answer'}), ${text}`
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
  }
  return `${wanted.length} sent: ${[...counts].map(([outcome, count]) => `${count} ${outcome}`).join(', ')}`
}

/** Reprocesses a quarantined delivery. Returns the result in words. */
export async function replay(form: URLSearchParams, deployment: Deployment): Promise<string> {
  const [key, record, as] = ['day', 'record', 'as'].map((name) => form.get(name)?.trim() ?? '')
  if (!key || !record) return notFound
  const names = as ? namesFrom(as) : {}
  if (names === undefined) return `There is no trigger “${as}”. Choose one from the list.`
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

const notFound = 'This delivery is no longer in quarantine.'

function textOf(replayed: Replayed): string {
  switch (replayed.result) {
    case 'sent':
      return `Replayed: sent to ${replayed.to}.`
    case 'quarantined':
      return `Still in quarantine: ${replayed.why.reason}.`
    case 'returned':
      return 'Still in quarantine: it was sent, and quarantined again at once.'
    case 'gone':
      return notFound
    case 'failed':
      return 'The replay failed. Try again in a moment.'
  }
}
