import { setImmediate } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { caseOf } from './case.ts'
import type { Handle } from './handler.ts'

setFlagsFromString('--expose-gc')
const collect: unknown = runInNewContext('gc')

/**
 * Bytes that are still in use after a full collection: of the heap, and of buffers beside it. One and the same small
 * request goes before, so that the last one is held nowhere.
 */
export async function bytesInUse(handle: Handle): Promise<number> {
  if (typeof collect !== 'function') throw new Error('this Node has no gc to expose')
  await handle(caseOf(1, 1))
  // What only waits for a turn of the event loop to be freed is not in use: the least of several collections counts.
  let least = Number.POSITIVE_INFINITY
  for (let turn = 0; turn < 10; turn += 1) {
    await setImmediate()
    collect()
    const { heapUsed, arrayBuffers } = process.memoryUsage()
    least = Math.min(least, heapUsed + arrayBuffers)
  }
  return least
}
