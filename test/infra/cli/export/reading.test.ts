import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../../shared/commbox/json.ts'
import { type WatchedDynamoDb, watchDynamoDb } from '../../../docs/watched-dynamodb.ts'
import { commbox, outputsFile, scratchFolder } from '../command-line.ts'
import { startDatabase } from '../database.ts'

const perMonth = 6
const months = ['2025-12', '2026-01', '2026-02', '2026-03']
const now = () => new Date('2026-03-20T00:00:00.000Z')

let database: Awaited<ReturnType<typeof startDatabase>>
let watched: WatchedDynamoDb
let outputs = ''
beforeAll(async () => {
  database = await startDatabase()
  const named = JSON.parse(readFileSync(database.outputs, 'utf8'))
  watched = await watchDynamoDb(named.Local.DynamoDbEndpoint)
  outputs = outputsFile({ ...named, Local: { ...named.Local, DynamoDbEndpoint: watched.endpoint } })
  const forms = months.flatMap((month) =>
    Array.from({ length: perMonth }, (_, n) => form(month, n, { Name: `customer ${n}` })),
  )
  await database.put('Form', [
    ...forms,
    { ...form('2026-02', 7, {}), withdrawnAt: '2026-02-27T00:00:00.000Z' },
    { objectId: '1', record: 'state', updatedAt: '2026-03-01T00:00:00.000Z' },
  ])
  await database.put('Form', [form('2026-03', 8, { City: '=1+1', 'Order, no.': { a: 1 } })])
})
afterAll(async () => {
  await watched?.close()
  await database?.close()
})

function form(month: string, n: number, properties: JsonObject): JsonObject {
  const occurredAt = `${month}-0${n + 1}T00:00:00.000Z`
  return {
    ...{ objectId: String(n), record: `event#${occurredAt}#${n}`, month, occurredAt, eventId: String(n) },
    ...{ trigger: 'OnSubmit', receivedAt: occurredAt, deliveryId: 'd', properties },
  }
}

async function exported(args: string) {
  watched.taken()
  const ran = await commbox(['export', ...args.split(' '), '--outputs', outputs], {}, { now })
  const requests = watched.taken()
  const read = requests.reduce((sum, { items }) => sum + items.length, 0)
  return {
    ...ran,
    operations: [...new Set(requests.map(({ operation }) => operation))].sort(),
    requests,
    read,
  }
}

const timesOf = (jsonLines: string) =>
  jsonLines
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).occurredAt.slice(0, 10))

describe('an export with --from', () => {
  test('of a table with an index by month reads only the months of the span, in time order', async () => {
    const { code, err, out, operations, requests, read } = await exported(
      'form --from 2026-02-03 --to 2026-03-02',
    )
    expect([code, err]).toEqual([0, ''])
    expect(timesOf(out)).toEqual([
      ...['2026-02-03', '2026-02-04', '2026-02-05', '2026-02-06', '2026-03-01', '2026-03-02'],
    ])
    expect(operations).toEqual(['BatchGetItem', 'Query'])
    // A Query for each month, and a BatchGetItem for what it found; the withdrawn form is read and left out.
    expect([requests.length, read]).toEqual([4, 7])
  })

  test('has no end unless one is given', async () => {
    expect(timesOf((await exported('form --from 2026-03')).out || '{"occurredAt":""}')).toEqual([''])
    expect(timesOf((await exported('form --from 2026-03-01')).out)).toHaveLength(perMonth + 1)
  })

  test.each(['object --from 2026-03-01', 'form', 'form --states --from 2026-03-01'])(
    'that no index can serve reads the whole table and says before what it costs: %s',
    async (args) => {
      const { code, err, operations } = await exported(args)
      expect([code, operations]).toEqual([0, ['DescribeTable', 'Scan']])
      expect(err).toBe('reading 1 whole table of the local stack costs nothing\n')
    },
  )

  test('resumes in the month where it was interrupted', async () => {
    const file = join(scratchFolder(), 'forms.jsonl')
    const args = `form --from 2026-01-01 --output ${file} --page 4`
    let pages = 0
    const halves = { interrupt: () => {} }
    const stopped = await commbox(
      ['export', ...args.split(' '), '--outputs', outputs],
      {},
      {
        now,
        onInterrupt: (listener) => {
          halves.interrupt = listener
          return () => {}
        },
        live: () => {
          pages += 1
          if (pages === 2) halves.interrupt()
        },
      },
    )
    expect(stopped.code).toBe(1)
    expect((await exported(args)).code).toBe(0)
    const times = timesOf(readFileSync(file, 'utf8'))
    expect(times).toEqual(timesOf((await exported('form --from 2026-01-01')).out))
    expect(times).toHaveLength(3 * perMonth + 1)
  })
})

test('CSV of forms has a column for each answer, whichever form has it', async () => {
  const { out } = await exported('form --format csv --from 2026-03-01')
  const [head = '', ...rows] = out.trimEnd().split('\r\n')
  expect(head).toContain(
    ',formUrl,properties.City,properties.Name,"properties.Order, no.",submissionContext,',
  )
  expect(head).not.toContain(',properties,')
  expect(rows).toHaveLength(perMonth + 1)
  expect(rows.find((row) => row.startsWith('0,'))).toContain(',customer 0,,')
  expect(rows.find((row) => row.startsWith('8,'))).toContain(`'=1+1,,"{""a"":1}",`)
})
