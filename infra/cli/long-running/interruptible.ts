import type { Io } from '../terminal/io.ts'

/**
 * Does work that Ctrl-C does not tear apart: it is told to begin nothing further, ends what it has begun, and says
 * what it did. The work may stop itself by the same means.
 */
export async function interruptible<Result>(
  io: Io,
  work: (stop: AbortController) => Promise<Result>,
): Promise<Result> {
  const stop = new AbortController()
  const release = io.onInterrupt?.(() => stop.abort())
  try {
    return await work(stop)
  } finally {
    release?.()
  }
}
