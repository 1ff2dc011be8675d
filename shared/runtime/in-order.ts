/**
 * Does a task for each item, a few at a time, and yields the results in the order of the items.
 * When one fails, the error comes at its place, and nothing further is begun.
 *
 * @param stopped once it is aborted nothing further is begun; what has begun is still waited for
 */
export async function* inOrder<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  task: (item: Item) => Promise<Result>,
  stopped?: AbortSignal,
): AsyncGenerator<[Item, Result]> {
  const running: { item: Item; result: Promise<Result> }[] = []
  let next = 0
  while (true) {
    while (running.length < atOnce && next < items.length && !stopped?.aborted) {
      const item = items[next++]
      if (item === undefined) break
      const result = task(item)
      // Its failure is seen when its turn comes, not as an unhandled rejection before that.
      result.catch(() => {})
      running.push({ item, result })
    }
    const first = running.shift()
    if (first === undefined) return
    yield [first.item, await first.result]
  }
}
