import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { describe, expect, test, vi } from 'vitest'
import { fromItem, toItem } from '../../../shared/dynamodb/attribute-values.ts'
import { backOff, getItems, putItems } from '../../../shared/dynamodb/batch.ts'
import {
  deleteItem,
  getItem,
  isFirst,
  isFirstOrReplayed,
  keyText,
  putIf,
  type Table,
} from '../../../shared/dynamodb/database.ts'
import { sortKey, stateRecord, ttlAttribute } from '../../../shared/dynamodb/table.ts'
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

// docs/tables.md names them, for queries of your own.
test('every table has the same sort key, name of states and time of expiry', () => {
  expect([sortKey, stateRecord, ttlAttribute]).toEqual(['record', 'state', 'expiresAt'])
})

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

  test('removes items with the same requests', async () => {
    const requests: object[] = []
    const { database } = scripted((_, input) => {
      requests.push(...requestsIn(input))
      return {}
    })
    await putItems(database, items(1), [{ key: 'k9', record: 'state' }])
    expect(requests).toEqual([
      { PutRequest: { Item: { objectId: { S: 'k0' }, record: { S: 'state' } } } },
      { DeleteRequest: { Key: { objectId: { S: 'k9' }, record: { S: 'state' } } } },
    ])
  })

  test('fails where items stay unwritten', async () => {
    const { database } = scripted((_, input) => ({ UnprocessedItems: { T: requestsIn(input) } }))
    await expect(putItems(database, items(2))).rejects.toThrow(
      expect.objectContaining({ name: 'UnprocessedError', message: 'BatchWriteItem left items unwritten' }),
    )
  })

  test('waits before each of seven further attempts, and never the same for all', async () => {
    const { database, waits } = scripted((_, input) => ({ UnprocessedItems: { T: requestsIn(input) } }))
    await putItems(database, items(1)).catch(() => {})
    expect(new Set(waits).size).toBe(7)
  })
})

test.each([
  [1, 50],
  [3, 200],
  [6, 1600],
  [7, 2000],
  [20, 2000],
])('before attempt %i waits up to %i ms', async (attempt, most) => {
  const { database, waits } = scripted(() => ({}))
  const random = vi.spyOn(Math, 'random')
  for (const share of [0, 0.5, 1]) {
    random.mockReturnValueOnce(share)
    await backOff(database, attempt)
  }
  random.mockRestore()
  expect(waits).toEqual([0, most / 2, most])
})

describe('reading a batch', () => {
  test('reads the keys that DynamoDB left out again', async () => {
    const { database, waits } = scripted((_, input) => {
      const keys = requestsIn(input).Keys
      return {
        Responses: { T: keys.slice(0, 2) },
        UnprocessedKeys: keys.length > 2 ? { T: { Keys: keys.slice(2) } } : {},
      }
    })
    const found = await getItems(database, keyed(5))
    expect([...found.values()]).toEqual(items(5))
    expect(found.get(keyText({ key: 'k3', record: 'state' }))).toEqual({ objectId: 'k3', record: 'state' })
    expect(waits).toHaveLength(2)
  })

  test('distinguishes two keys whose parts differ', async () => {
    const { database } = scripted((_, input) => ({ Responses: { T: requestsIn(input).Keys } }))
    const keys = [
      { key: 'a', record: 'bc' },
      { key: 'ab', record: 'c' },
    ]
    expect((await getItems(database, keys)).size).toBe(2)
  })

  test('reads what is stored at this moment, and of some attributes the keys as well', async () => {
    const inputs: object[] = []
    const { database } = scripted((_, input) => {
      inputs.push(input)
      return {}
    })
    expect((await getItems(database, keyed(1), ['status'])).size).toBe(0)
    const Keys = [{ objectId: { S: 'k0' }, record: { S: 'state' } }]
    expect(inputs).toEqual([
      {
        RequestItems: {
          T: {
            Keys,
            ConsistentRead: true,
            ProjectionExpression: '#a_objectId, #a_record, #a_status',
            ExpressionAttributeNames: {
              '#a_objectId': 'objectId',
              '#a_record': 'record',
              '#a_status': 'status',
            },
          },
        },
      },
    ])
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
    await expect(getItems(database, keyed(2))).rejects.toThrow(
      expect.objectContaining({ name: 'UnprocessedError', message: 'BatchGetItem left keys unread' }),
    )
  })
})

describe('writing under a condition', () => {
  const item = { objectId: 'k', record: 'state', revision: 'new' }
  const key = { key: 'k', record: 'state' }
  const condition = { expression: 'revision = :r', values: { ':r': 'old' } }
  const fails = () => new ConditionalCheckFailedException({ message: '', $metadata: {} })

  function recording() {
    const inputs: object[] = []
    const { database } = scripted((command, input) => {
      inputs.push({ command, ...input })
      return {}
    })
    return { database, inputs }
  }

  test.each([
    [isFirst, { ConditionExpression: 'attribute_not_exists(#record)' }],
    [
      isFirstOrReplayed,
      { ConditionExpression: 'attribute_not_exists(#record) OR attribute_exists(replayedAt)' },
    ],
  ])('sends the item and the condition, and asks for the item that is there', async (first, expected) => {
    const { database, inputs } = recording()
    expect(await putIf(database, item, first)).toBe('written')
    expect(inputs).toEqual([
      {
        command: 'PutItemCommand',
        TableName: 'T',
        Item: toItem(item),
        ...expected,
        ExpressionAttributeNames: { '#record': 'record' },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    ])
  })

  test('removes an item, with or without a condition', async () => {
    const { database, inputs } = recording()
    expect(await deleteItem(database, key)).toBe(true)
    expect(await deleteItem(database, key, condition)).toBe(true)
    const Key = { objectId: { S: 'k' }, record: { S: 'state' } }
    const remove = { command: 'DeleteItemCommand', TableName: 'T', Key }
    expect(inputs).toEqual([
      remove,
      {
        ...remove,
        ConditionExpression: 'revision = :r',
        ExpressionAttributeValues: { ':r': { S: 'old' } },
      },
    ])
  })

  test('says whether the condition of a removal held', async () => {
    expect(await deleteItem(scripted(fails).database, key, condition)).toBe(false)
  })

  test('throws every other error', async () => {
    const { database } = scripted((command) => (command === 'GetItemCommand' ? {} : new Error('no network')))
    await expect(putIf(database, item, isFirst)).rejects.toThrow('no network')
    await expect(deleteItem(database, key)).rejects.toThrow('no network')
  })

  test('returns an empty item if the one that is there was deleted in between', async () => {
    const { database } = scripted((command) => (command === 'GetItemCommand' ? {} : fails()))
    expect(await putIf(database, item, isFirst)).toEqual({})
  })

  test('reads one item by its key, as it is at this moment', async () => {
    const { database, inputs } = recording()
    expect(await getItem(database, key)).toBeUndefined()
    const Key = { objectId: { S: 'k' }, record: { S: 'state' } }
    expect(inputs).toEqual([{ command: 'GetItemCommand', TableName: 'T', Key, ConsistentRead: true }])
  })

  test('returns the item that is there if the condition does not hold', async () => {
    const standing = { objectId: 'k', record: 'state', revision: 'old' }
    const { database } = scripted(
      () => new ConditionalCheckFailedException({ message: '', $metadata: {}, Item: toItem(standing) }),
    )
    expect(await putIf(database, item, isFirst)).toEqual(standing)
  })

  test('reads that item where DynamoDB does not return it', async () => {
    const standing = { objectId: 'k', record: 'state', revision: 'old' }
    const inputs: object[] = []
    const { database } = scripted((command, input) => {
      if (command !== 'GetItemCommand') return fails()
      inputs.push(input)
      return { Item: toItem(standing) }
    })
    expect(await putIf(database, item, isFirst)).toEqual(standing)
    expect(inputs).toMatchObject([{ Key: { objectId: { S: 'k' }, record: { S: 'state' } } }])
  })
})
