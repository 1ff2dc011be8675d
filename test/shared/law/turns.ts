import { chance } from '../../faults/chance.ts'

/** Runs a call when it is its turn. */
export type Turns = <Result>(call: () => Promise<Result>) => Promise<Result>

/**
 * Lets one call at a time run: of those that wait, one that follows from the seed. So consumers meet at every point at
 * which they can, and a run can be repeated.
 */
export function turns(seed: number): Turns {
  const waiting: (() => void)[] = []
  let isTaken = false
  let count = 0

  function next(): void {
    if (isTaken || waiting.length === 0) return
    isTaken = true
    // By then every consumer that can make a call waits with it.
    setImmediate(() => {
      const [start] = waiting.splice(Math.floor(chance(seed, count) * waiting.length), 1)
      count += 1
      start?.()
    })
  }

  return async (call) => {
    await new Promise<void>((start) => {
      waiting.push(start)
      next()
    })
    try {
      return await call()
    } finally {
      isTaken = false
      next()
    }
  }
}
