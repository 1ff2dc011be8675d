import { seed } from '../../seed.ts'
import { type Case, caseOf } from './case.ts'
import type { Handle, Outcome } from './handler.ts'
import { brokenPromises } from './promises.ts'

function fromEnvironment(name: string, usual: number): number {
  const value = Number(process.env[name] ?? usual)
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${name} takes a whole number`)
  return value
}

/** FUZZ_RUNS: how many requests. */
export const runs = fromEnvironment('FUZZ_RUNS', 5000)
/** FUZZ_CASE: only this request, by the number in a failure. */
export const only = process.env.FUZZ_CASE === undefined ? undefined : fromEnvironment('FUZZ_CASE', 0)

/** Runs one case. Throws with all that is needed to run it again if it breaks a promise. */
export async function runCase(number: number, handle: Handle): Promise<{ posted: Case; outcome: Outcome }> {
  const posted = caseOf(seed, number)
  let outcome: Outcome
  try {
    outcome = await handle(posted)
  } catch (cause) {
    throw new Error(failure(posted, [`an answer, and no ${cause instanceof Error ? cause.stack : cause}`]), {
      cause,
    })
  }
  const broken = brokenPromises(posted, outcome)
  if (broken.length > 0) throw new Error(failure(posted, broken))
  return { posted, outcome }
}

/** What to print of a case that failed. */
export function failure({ number, trail, event }: Case, broken: readonly string[]): string {
  const { method } = event.requestContext.http
  return [
    `Case ${number} of seed ${seed} breaks what is promised:`,
    ...broken.map((promise) => `  - ${promise}`),
    `From: ${trail.join(' > ')}`,
    `${method} ${event.rawPath.slice(0, 200)}${event.isBase64Encoded ? ' (base64)' : ''}`,
    JSON.stringify(event.body ?? '').slice(0, 1000),
    `Again: TEST_SEED=${seed} FUZZ_CASE=${number} npm run unit -- test/shared/fuzz`,
  ].join('\n')
}
