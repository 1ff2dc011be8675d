import { describe, expect, test } from 'vitest'
import { toItem } from '../../../shared/dynamodb/attribute-values.ts'
import { type ItemPage, queryItems, queryPages, scanPages } from '../../../shared/dynamodb/query.ts'
import type { PartitionQuery } from '../../../shared/dynamodb/request.ts'
import { stoppable } from '../../../shared/dynamodb/stoppable.ts'
import { scriptedClient } from '../store/scripted-client.ts'

const query: PartitionQuery = { tableName: 'T', partition: { name: 'objectId', value: '7' } }
const item = (n: number) => ({ objectId: '7', record: `event#${n}` })

/** A table of three pages: of two items, of none that the filter leaves, and of one. */
function threePages() {
  const inputs: { ExclusiveStartKey?: object; ConsistentRead?: boolean }[] = []
  const pages = [
    { Items: [toItem(item(1)), toItem(item(2))], ScannedCount: 3, LastEvaluatedKey: toItem(item(3)) },
    { LastEvaluatedKey: toItem(item(4)) },
    { Items: [toItem(item(5))], ScannedCount: 1 },
  ]
  const client = scriptedClient((_, input) => {
    inputs.push(input)
    return pages[inputs.length - 1]
  })
  return { client, inputs }
}

async function collected<Value>(values: AsyncIterable<Value>): Promise<Value[]> {
  const all: Value[] = []
  for await (const value of values) all.push(value)
  return all
}

describe('reading page after page', () => {
  const pages: ItemPage[] = [
    { items: [item(1), item(2)], scanned: 3, next: item(3) },
    { items: [], scanned: 0, next: item(4) },
    { items: [item(5)], scanned: 1 },
  ]

  test('goes on where the page before ended, to the last', async () => {
    const { client, inputs } = threePages()
    expect(await collected(queryPages(client, query))).toEqual(pages)
    expect(inputs.map((input) => input.ExclusiveStartKey)).toEqual([
      undefined,
      toItem(item(3)),
      toItem(item(4)),
    ])
  })

  test('starts where it is to start', async () => {
    const { client, inputs } = threePages()
    await queryPages(client, { ...query, start: item(0) }).next()
    expect(inputs[0]?.ExclusiveStartKey).toEqual(toItem(item(0)))
  })

  test('reads a page of a whole table as well', async () => {
    const { client, inputs } = threePages()
    expect(await collected(scanPages(client, { tableName: 'T', start: item(0) }))).toEqual(pages)
    expect(inputs[0]).toMatchObject({ TableName: 'T', ExclusiveStartKey: toItem(item(0)) })
    expect(inputs[1]?.ExclusiveStartKey).toEqual(toItem(item(3)))
  })

  test('requests a page only when the items of the one before are used up', async () => {
    const { client, inputs } = threePages()
    const items = queryItems(client, query)
    expect([await items.next(), await items.next()].map(({ value }) => value)).toEqual([item(1), item(2)])
    expect(inputs).toHaveLength(1)
    expect(await collected(items)).toEqual([item(5)])
  })

  // https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Scan.html: refused for a global index.
  test.each([
    [{}, false],
    [{ consistentRead: true }, true],
    [{ consistentRead: true, index: 'byStream' }, false],
  ])('of a scan with %j reads consistently: %s', async (options, expected) => {
    const { client, inputs } = threePages()
    await scanPages(client, { tableName: 'T', ...options }).next()
    expect(inputs[0]?.ConsistentRead).toBe(expected)
  })
})

test('once stopped, a table sends nothing more, and who waits for it waits for ever', async () => {
  const { client, inputs } = threePages()
  const { table, stop } = stoppable({
    ...{ client, tableName: 'T', partitionKey: 'objectId' },
    sleep: async () => {},
  })
  expect((await queryPages(table.client, query).next()).value).toMatchObject({ scanned: 3 })
  stop()
  const outcome = queryPages(table.client, query).next()
  await new Promise(setImmediate)
  expect(inputs).toHaveLength(1)
  expect(await Promise.race([outcome, Promise.resolve('waits')])).toBe('waits')
  expect(table).toMatchObject({ tableName: 'T', partitionKey: 'objectId' })
})
