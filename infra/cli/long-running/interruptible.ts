import type { Io } from '../terminal/io.ts'

/**
 * Runs work that Ctrl-C stops at a safe point: its `stop` is aborted, so that it starts nothing further, finishes what
 * runs, and reports what it did. The work can abort `stop` itself.
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
