import { expect, test } from 'vitest'
import { all, chunks, inOrder } from '../../../shared/runtime/in-order.ts'

async function collected<Result>(all: AsyncGenerator<Result>): Promise<Result[]> {
  const results: Result[] = []
  for await (const result of all) results.push(result)
  return results
}

/** Tasks that end when `end` is called. */
function tasks() {
  const begun: number[] = []
  const ending = new Map<number, PromiseWithResolvers<string>>()
  return {
    begun,
    task: (item: number) => {
      begun.push(item)
      const end = Promise.withResolvers<string>()
      ending.set(item, end)
      return end.promise
    },
    end: (item: number) => ending.get(item)?.resolve(`done ${item}`),
  }
}

test('runs tasks concurrently and yields results in the order of the items', async () => {
  const { begun, task, end } = tasks()
  const all = collected(inOrder([1, 2, 3], 2, task))
  expect(begun).toEqual([1, 2])
  end(2)
  end(1)
  await new Promise(setImmediate)
  expect(begun).toEqual([1, 2, 3])
  end(3)
  expect(await all).toEqual([
    [1, 'done 1'],
    [2, 'done 2'],
    [3, 'done 3'],
  ])
})

test('once stopped, awaits running tasks and starts no others', async () => {
  const { begun, task, end } = tasks()
  const stop = new AbortController()
  const all = collected(inOrder([1, 2, 3, 4], 2, task, stop.signal))
  stop.abort()
  end(1)
  end(2)
  expect(await all).toEqual([
    [1, 'done 1'],
    [2, 'done 2'],
  ])
  expect(begun).toEqual([1, 2])
})

test('throws an error in its turn', async () => {
  const seen: number[] = []
  const failing = async (item: number) => {
    if (item === 2) throw new Error('two')
  }
  await expect(async () => {
    for await (const [item] of inOrder([1, 2, 3], 3, failing)) seen.push(item)
  }).rejects.toThrow('two')
  expect(seen).toEqual([1])
})

test('gives all results in the order of the items', async () => {
  expect(await all([3, 1, 2], 2, async (item) => item * 10)).toEqual([30, 10, 20])
})

test.each([
  [[], []],
  [['a', 'b'], [['a', 'b']]],
  [
    ['a', 'b', 'c'],
    [['a', 'b'], ['c']],
  ],
])('splits %j into lists of at most two', (list, expected) => {
  expect(chunks(list, 2)).toEqual(expected)
})
