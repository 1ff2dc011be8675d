import { mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { LocalStack } from '../../infra/local/stack.ts'
import type { Json, JsonObject } from '../../shared/commbox/json.ts'
import type { IndexDefinition } from '../../shared/dynamodb/table.ts'
import { pipelines, tableTitles } from '../../shared/runtime/names.ts'
import { tables } from '../../shared/tables.ts'
import { startBuiltStack } from '../built-app.ts'
import { clockFromNoon } from '../clock.ts'
import { type Answer, answers, event, events } from './answers.ts'
import { beside, conversations, type Post, refused, sampled } from './history.ts'
import { namesIn, sectionsOf } from './page.ts'
import { newReader, type Reader } from './reader.ts'
import { type WatchedDynamoDb, watchDynamoDb } from './watched-dynamodb.ts'

const sections = sectionsOf('docs/tables.md')

/** The number of the question in a heading. */
const questionOf = (heading: string) => /^(\d+[a-z]?)\. /.exec(heading)?.[1]

const everything = 'Everything about one conversation'
const paging = 'Read all pages of a result'
const partiQl = 'Query with PartiQL'
const streams = 'Follow changes'

/** The code block of a language in a section. */
function block(heading: string, language: string, index = 0): string {
  const section = sections.find((one) => one.heading === heading || questionOf(one.heading) === heading)
  const text = section?.blocks.filter((one) => one.language === language)[index]?.text
  if (text === undefined) throw new Error(`${heading} has no block of ${language}`)
  return text
}

/** dynalite, which is used on other platforms, has neither PartiQL nor streams. */
const isWhole = (() => {
  try {
    createRequire(import.meta.url).resolve(`@dynoxide/${process.platform}-${process.arch}/package.json`)
    return true
  } catch {
    return false
  }
})()

let stack: LocalStack
let watched: WatchedDynamoDb
let reader: Reader

async function send({ url, body }: Post): Promise<number> {
  const path = ['webhooks', ...url.split('/').filter(Boolean).map(encodeURIComponent)].join('/')
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${stack.url}/${path}?token=${stack.token}`, { method: 'POST', headers, body })
  await response.text()
  return response.status
}

beforeAll(async () => {
  // A day and a month are asked for below: everything has to be received in one.
  const now = clockFromNoon()
  reader = newReader(now())
  stack = await startBuiltStack({ dir: join(reader.folder, 'stack'), now })
  watched = await watchDynamoDb(stack.endpoints.dynamoDb)
  const local = { ...stack.outputs.Local, DynamoDbEndpoint: watched.endpoint }
  mkdirSync(join(reader.folder, '.local'))
  writeFileSync(
    join(reader.folder, '.local', 'outputs.json'),
    JSON.stringify({ ...stack.outputs, Local: local }),
  )

  const statuses: number[] = []
  for (const post of [...sampled(), ...beside()]) statuses.push(await send(post))
  expect(new Set(statuses)).toEqual(new Set([200]))
  for (const post of refused()) await send(post)

  const setUp = 'Before the first question'
  await reader.prepareShell(`${block(setUp, 'sh')}\n${block(setUp, 'sh', 1)}`)
  reader.prepareModule(block(setUp, 'ts'))
  await reader.shell(block('14', 'sh'))
  expect(await stack.drain(100)).toEqual([])
})

afterAll(async () => {
  await watched?.close()
  await stack?.stop()
  await reader?.close()
})

/** Runs a block and returns the requests that it makes. */
async function asked(heading: string, language: string) {
  watched.taken()
  const source = block(heading, language)
  await (language === 'sh' ? reader.shell(source) : reader.module(source))
  return watched.taken()
}

function rows(items: readonly JsonObject[], { by }: Pick<Answer, 'by'>) {
  return items.map((one) => by.map((name) => one[name]))
}

/** A sample: some attributes of some items. `<…>` matches any text. */
function sample(heading: string): unknown[] {
  const items: Json[] = [JSON.parse(block(heading, 'json'))].flat()
  return items.map((one) =>
    expect.objectContaining(
      Object.fromEntries(
        Object.entries(Object(one)).map(([name, value]) => [
          name,
          String(value).startsWith('<') ? expect.any(String) : value,
        ]),
      ),
    ),
  )
}

describe.each(Object.entries(answers))('question %s', (question, answer) => {
  test.each(['sh', 'ts'])('the %s block', async (language) => {
    const exchanges = await asked(question, language)
    expect(exchanges.map(({ operation }) => operation)).toEqual([answer.operation])
    const items = exchanges.flatMap((exchange) => exchange.items)
    expect(rows(items, answer)).toEqual(answer.items)
    expect(items).toEqual(expect.arrayContaining(sample(question)))
  })
})

test('every command belongs to a question, and every question has its commands', () => {
  const withCode = sections
    .filter(({ blocks }) => blocks.length > 0)
    .map(({ heading, blocks }) => [
      questionOf(heading) ?? heading,
      blocks.map(({ language }) => language).join(' '),
    ])
  expect(withCode.toSorted()).toEqual(
    [
      ...Object.keys(answers).map((question) => [question, 'sh ts json']),
      ['14', 'sh'],
      ['Before the first question', 'sh sh ts'],
      [everything, 'sh ts'],
      [paging, 'sh ts'],
      [partiQl, 'sh ts'],
      [streams, 'sh'],
    ].toSorted(),
  )
})

test('everything about one conversation is four Queries, merged by time', async () => {
  for (const language of ['sh', 'ts']) {
    const exchanges = await asked(everything, language)
    expect(exchanges.map(({ operation }) => operation)).toEqual(['Query', 'Query', 'Query', 'Query'])
    expect(exchanges.flatMap(({ items }) => items)).toHaveLength(7)
  }
  const timeline = await reader.module(block(everything, 'ts'), 'timeline.map(({ trigger }) => trigger.S)')
  expect(timeline).toEqual([
    'OnNewActivity',
    'OnUserExit',
    'OnAssign',
    'OnUnAssign',
    'OnSubmit',
    'OnSubmit',
    'OnUserExit',
  ])
})

test.each(['sh', 'ts'])('the %s loop reads page after page', async (language) => {
  const exchanges = await asked(paging, language)
  expect(exchanges.map(({ operation, items }) => [operation, items.length])).toEqual([
    ['Query', 2],
    ['Query', 2],
    ['Query', 1],
  ])
  expect(
    rows(
      exchanges.flatMap(({ items }) => items),
      { by: event },
    ),
  ).toEqual(events)
})

test.runIf(isWhole).each(['sh', 'ts'])('PartiQL queries an index: %s', async (language) => {
  const [exchange, ...others] = await asked(partiQl, language)
  expect(others).toEqual([])
  expect(exchange?.operation).toBe('ExecuteStatement')
  const ids = (exchange?.items ?? []).map(({ objectId }) => objectId)
  expect(ids.toSorted()).toEqual(['3377699720568713', conversations.open, conversations.elsewhere])
})

test.runIf(isWhole)('the stream of a table shows its changes', async () => {
  const { Records } = JSON.parse(await reader.shell(block(streams, 'sh')))
  expect(Records[0]).toMatchObject({
    eventName: 'INSERT',
    dynamodb: { NewImage: { trigger: { S: 'OnAssign' }, objectId: { S: '3377699720568729' } } },
  })
})

test.each(pipelines)('%s: the page has the keys, indexes and projections', (pipeline) => {
  const section = sections.find(({ heading }) => heading === tableTitles[pipeline])
  const { indexes } = tables[pipeline]
  const described = (section?.rows ?? [])
    .map((cells) => cells.map(namesIn))
    .filter(([names]) => names?.[0]?.startsWith('by'))
  expect(described).toEqual(
    Object.entries<IndexDefinition>(indexes).map(([name, index]) => [
      [name],
      [index.partitionKey],
      index.sortKey === undefined ? [] : [index.sortKey],
      index.include.filter((attribute) => ![index.partitionKey, index.sortKey].includes(attribute)),
    ]),
  )
})
