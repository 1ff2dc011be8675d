import { consumerTimeout } from '../../../shared/runtime/names.ts'
import { CommandError } from '../errors.ts'
import { type Io, progress } from '../terminal/io.ts'

/** A request that a consumer sent at its last moment can still be on its way: in seconds. */
const margin = 5

/**
 * Resolves when every consumer that is running now has ended, or was stopped.
 *
 * @throws CommandError if it is interrupted
 */
export async function untilConsumersEnded(io: Io, signal: AbortSignal): Promise<void> {
  const line = progress(io)
  for (let left = consumerTimeout + margin; left > 0 && !signal.aborted; left -= 1) {
    line.show(`waiting ${left} s until the consumers that are running have ended`)
    await io.wait(1000)
  }
  line.clear()
  if (signal.aborted) throw new CommandError('interrupted: run the same command to resume')
}
