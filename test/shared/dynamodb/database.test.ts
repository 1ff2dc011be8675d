import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { describe, expect, test } from 'vitest'
import { fromItem, toItem } from '../../../shared/dynamodb/attribute-values.ts'
import {
  getItems,
  isFirst,
  putIf,
  putItems,
  type Table,
  UnprocessedError,
} from '../../../shared/dynamodb/database.ts'
import { type Script, scriptedClient } from '../store/scripted-client.ts'

function scripted(script: Script): { database: Table; waits: number[] } {
  const waits: number[] = []
  const sleep = async (milliseconds: number) => {
    waits.push(milliseconds)
  }
  return {
    database: { client: scriptedClient(script), tableName: 'T', partitionKey: 'objectId', sleep },
    waits,
  }
}

type Batch = { RequestItems: { T: { PutRequest: { Item: object } }[] & { Keys: object[] } } }
const requestsIn = (input: object) => (input as Batch).RequestItems.T
const keyed = (count: number) => Array.from({ length: count }, (_, n) => ({ key: `k${n}`, record: 'state' }))
const items = (count: number) => keyed(count).map(({ key, record }) => ({ objectId: key, record }))

describe('an item', () => {
  test('has the types of JSON', () => {
    const item = { text: 'a', none: '', number: -1.5, tiny: 1e-7, yes: true, nothing: null, list: ['a', [0]] }
    expect(toItem(item)).toEqual({
      text: { S: 'a' },
      none: { S: '' },
      number: { N: '-1.5' },
      tiny: { N: '1e-7' },
      yes: { BOOL: true },
      nothing: { NULL: true },
      list: { L: [{ S: 'a' }, { L: [{ N: '0' }] }] },
    })
    expect(fromItem(toItem(item))).toEqual(item)
  })

  test.each(['Set', 'Map', 'String', 'Number', 'Uint8Array', 'x'])(
    'has a map for an object that calls itself %s',
    (name) => {
      const item = { payload: { constructor: { name }, size: 1 }, form: { constructor: name, toString: 'a' } }
      expect(toItem(item)).toEqual({
        payload: { M: { constructor: { M: { name: { S: name } } }, size: { N: '1' } } },
        form: { M: { constructor: { S: name }, toString: { S: 'a' } } },
      })
      expect(fromItem(toItem(item))).toEqual(item)
    },
  )
})

describe('writing a batch', () => {
  test('writes what DynamoDB left out again, after a wait, until nothing is left', async () => {
    const written: object[] = []
    const { database, waits } = scripted((_, input) => {
      const requests = requestsIn(input)
      written.push(...requests.slice(0, 1))
      return { UnprocessedItems: requests.length > 1 ? { T: requests.slice(1) } : {} }
    })
    await putItems(database, items(4))
    expect(written).toEqual(items(4).map((item) => ({ PutRequest: { Item: toItem(item) } })))
    expect(waits).toHaveLength(3)
  })

  test('asks for no more than 25 at a time', async () => {
    const sizes: number[] = []
    const { database } = scripted((_, input) => {
      sizes.push(requestsIn(input).length)
      return {}
    })
    await putItems(database, items(60))
    expect(sizes).toEqual([25, 25, 10])
  })

  test('fails where items stay unwritten', async () => {
    const { database } = scripted((_, input) => ({ UnprocessedItems: { T: requestsIn(input) } }))
    await expect(putItems(database, items(2))).rejects.toThrow(UnprocessedError)
  })

  test('waits longer from attempt to attempt, and never the same for all', async () => {
    const { database, waits } = scripted((_, input) => ({ UnprocessedItems: { T: requestsIn(input) } }))
    await putItems(database, items(1)).catch(() => {})
    const ceilings = waits.map((_, index) => Math.min(2000, 25 * 2 ** (index + 1)))
    expect(waits.every((wait, index) => wait >= 0 && wait <= (ceilings[index] ?? 0))).toBe(true)
    expect(new Set(waits).size).toBe(waits.length)
  })
})

describe('reading a batch', () => {
  test('reads the keys that DynamoDB left out again', async () => {
    const { database } = scripted((_, input) => {
      const keys = requestsIn(input).Keys
      return {
        Responses: { T: keys.slice(0, 2) },
        UnprocessedKeys: keys.length > 2 ? { T: { Keys: keys.slice(2) } } : {},
      }
    })
    const found = await getItems(database, keyed(5))
    expect([...found.values()]).toEqual(items(5))
  })

  test('asks for each key once, and for no more than 100 at a time', async () => {
    const sizes: number[] = []
    const { database } = scripted((_, input) => {
      sizes.push(requestsIn(input).Keys.length)
      return {}
    })
    await getItems(database, [...keyed(130), ...keyed(130)])
    expect(sizes).toEqual([100, 30])
  })

  test('fails where keys stay unread', async () => {
    const { database } = scripted((_, input) => ({ UnprocessedKeys: { T: requestsIn(input) } }))
    await expect(getItems(database, keyed(2))).rejects.toThrow(UnprocessedError)
  })
})

describe('writing under a condition', () => {
  const item = { objectId: 'k', record: 'state', revision: 'new' }

  test('returns the item that is there if the condition does not hold', async () => {
    const standing = { objectId: 'k', record: 'state', revision: 'old' }
    const { database } = scripted(
      () => new ConditionalCheckFailedException({ message: '', $metadata: {}, Item: toItem(standing) }),
    )
    expect(await putIf(database, item, isFirst)).toEqual(standing)
  })

  test('reads that item where DynamoDB does not return it', async () => {
    const standing = { objectId: 'k', record: 'state', revision: 'old' }
    const { database } = scripted((command) =>
      command === 'GetItemCommand'
        ? { Item: toItem(standing) }
        : new ConditionalCheckFailedException({ message: '', $metadata: {} }),
    )
    expect(await putIf(database, item, isFirst)).toEqual(standing)
  })
})
