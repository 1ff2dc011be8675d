import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import * as v from 'valibot'

const script = fileURLToPath(new URL('cold.mjs', import.meta.url))
const report = v.object({ load: v.number(), all: v.number(), answer: v.unknown() })

/**
 * Milliseconds from before a bundle is loaded until its first event is answered, in a fresh process each, the
 * contenders in turns and each round begun by another.
 *
 * @param check throws where an answer is not what it should be
 */
export async function coldStarts<Name extends string>(
  bundles: Readonly<Record<Name, string>>,
  { event, env, rounds, check }: ColdOptions,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(bundles) as Name[]
  const samples = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, number[]>
  for (let round = 0; round < rounds; round += 1) {
    for (let turn = 0; turn < names.length; turn += 1) {
      const name = names[(round + turn) % names.length]
      if (name === undefined) continue
      const { stdout } = await promisify(execFile)(
        process.execPath,
        [script, bundles[name], JSON.stringify(event)],
        { env },
      )
      const { all, answer } = v.parse(report, JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? ''))
      check(answer)
      samples[name].push(all)
    }
  }
  return samples
}

export type ColdOptions = {
  event: unknown
  env: Record<string, string>
  rounds: number
  check(answer: unknown): void
}
