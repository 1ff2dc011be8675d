import { createHash } from 'node:crypto'

/**
 * A number from 0 up to, but not including, 1 that follows from the seed and from what is asked about, and from
 * nothing else: not from the order in which consumers that run side by side happen to ask.
 */
export function chance(seed: number, ...about: readonly (string | number)[]): number {
  const digest = createHash('sha256').update(JSON.stringify([seed, ...about]))
  return digest.digest().readUInt32BE() / 2 ** 32
}

/** The member of a list that such a number points at. */
export function picked<Member>(list: readonly [Member, ...Member[]], at: number): Member {
  return list[Math.floor(at * list.length)] ?? list[0]
}
