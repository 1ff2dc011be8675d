/**
 * Runs a task for each item, at most `atOnce` at a time, and yields the results in the order of the items. If a
 * task fails, the error is thrown in its turn, and no further task starts.
 *
 * @param stopped once aborted, no further task starts; those that run are still awaited
 */
export async function* inOrder<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  task: (item: Item) => Promise<Result>,
  stopped?: AbortSignal,
): AsyncGenerator<[Item, Result]> {
  const running: { item: Item; result: Promise<Result> }[] = []
  const waiting = items.values()
  while (true) {
    while (running.length < atOnce && !stopped?.aborted) {
      const { value: item, done } = waiting.next()
      if (done) break
      const result = task(item)
      // A failure is handled when its turn comes; until then it must not be an unhandled rejection.
      result.catch(() => {})
      running.push({ item, result })
    }
    const first = running.shift()
    if (first === undefined) return
    yield [first.item, await first.result]
  }
}

/** Runs a task for each item, at most `atOnce` at a time. @returns the results in the order of the items */
export async function all<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  task: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  for await (const [, result] of inOrder(items, atOnce, task)) results.push(result)
  return results
}

/** Splits a list into lists of at most `size` members. */
export function chunks<Member>(list: readonly Member[], size: number): Member[][] {
  const count = Math.ceil(list.length / size)
  return Array.from({ length: count }, (_, index) => list.slice(index * size, (index + 1) * size))
}
