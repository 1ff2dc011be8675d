import { mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { localOutputs } from '../../infra/local/emulators.ts'
import { outputs, pipelines } from '../../shared/runtime/names.ts'
import { type Receiver, startReceiver } from '../shared/client/receiver.ts'
import { beside, conversations, sampled } from './history.ts'
import { sectionsOf } from './page.ts'
import { newReader, type Reader } from './reader.ts'
import { type WatchedDynamoDb, watchDynamoDb } from './watched-dynamodb.ts'

const sections = sectionsOf('docs/analysts.md')

/** The statement of each section that has one. */
const statements = sections.flatMap(({ heading, blocks }) =>
  blocks
    .filter(({ text }) => text.startsWith('aws dynamodb execute-statement'))
    .map(({ text }) => [heading, text] as const),
)

/** The expected result of each, from what was posted. */
const answers: Record<string, { by: string[]; items: unknown[][] }> = {
  'What happened in a conversation, by whom': {
    by: ['occurredAt', 'activity', 'actorId'],
    items: [
      ['2024-06-09T07:28:47.000Z', undefined, undefined],
      ['2024-06-09T07:32:00.000Z', 'Remark', '23571562'],
      ['2024-06-09T07:32:00.000Z', 'Remark', undefined],
      ['2024-06-09T07:33:15.000Z', 'StatusChange', '23571002'],
      ['2024-06-09T07:35:14.000Z', 'Forward', '23571562'],
    ],
  },
  'The open conversations of a channel': {
    by: ['objectId', 'startedAt'],
    items: [
      [conversations.reopened, '2024-06-08T08:00:00.000Z'],
      [conversations.open, '2024-06-10T08:00:00.000Z'],
    ],
  },
  'What an agent did in a morning': {
    by: ['objectId', 'activity'],
    items: [
      ['3377699720568713', 'StatusChange'],
      // A message, not an activity.
      [conversations.reopened, undefined],
      ['3377699720568715', 'NewManagerAssignment'],
      ['3377699720568715', 'FollowUp'],
    ],
  },
  'The low scores of a month': {
    by: ['objectId', 'score', 'description'],
    items: [
      ['3377699720568738', 50, 'good'],
      ['3377699720568729', 10, 'bad'],
    ],
  },
  'Who is logged in': {
    by: ['userId', 'firstName'],
    items: [
      ['4430000000000303', 'Agent'],
      ['4430000000000202', undefined],
    ],
  },
}

/** dynalite, which is used on other platforms, has no PartiQL. */
const knowsPartiQl = (() => {
  try {
    createRequire(import.meta.url).resolve(`@dynoxide/${process.platform}-${process.arch}/package.json`)
    return true
  } catch {
    return false
  }
})()

let receiver: Receiver
let watched: WatchedDynamoDb
let reader: Reader

beforeAll(async () => {
  const now = '2026-01-15T10:00:00.000Z'
  reader = newReader(new Date(now))
  receiver = await startReceiver(now)
  watched = await watchDynamoDb(receiver.tables.endpoint)
  await receiver.take([...sampled(), ...beside()])
  const names = Object.fromEntries(pipelines.map((pipeline) => [outputs.table(pipeline), pipeline]))
  mkdirSync(join(reader.folder, '.local'))
  writeFileSync(
    join(reader.folder, '.local', 'outputs.json'),
    JSON.stringify({
      CommBoxWebhooks: { WebhookUrl: 'http://127.0.0.1:9/webhooks', ...names },
      Local: localOutputs('token', { dynamoDb: watched.endpoint, s3: '', sqs: '' }),
    }),
  )
  // The page links to the variables of tables.md.
  const setUp = sectionsOf('docs/tables.md').find(({ heading }) => heading === 'Before the first question')
  const scripts = (setUp?.blocks ?? []).filter(({ language }) => language === 'sh').map(({ text }) => text)
  await reader.prepareShell(scripts.join('\n'))
})

afterAll(async () => {
  await watched?.close()
  await receiver?.close()
  await reader?.close()
})

describe.runIf(knowsPartiQl)('in SQL words', () => {
  test.each(statements)('%s', async (heading, statement) => {
    watched.taken()
    await reader.shell(statement)
    const [exchange, ...others] = watched.taken()
    expect(others).toEqual([])
    expect(exchange?.operation).toBe('ExecuteStatement')
    const { by, items } = answers[heading] ?? { by: [], items: [] }
    expect(exchange?.items.map((item) => by.map((name) => item[name]))).toEqual(items)
  })

  test('every statement has an expected result', () => {
    expect(statements.map(([heading]) => heading)).toEqual(Object.keys(answers))
  })
})
