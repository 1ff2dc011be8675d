import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/** Choices that depend only on a seed. */
export type Random = {
  /** Returns a whole number, both bounds included. */
  between(least: number, most: number): number
  /** Returns true in this share of the calls. */
  chance(share: number): boolean
  pick<List extends readonly [unknown, ...unknown[]]>(list: List): List[number]
}

export function randomOf(seed: number): Random {
  const generator = xoroshiro128plus(seed)
  const between = (least: number, most: number) => uniformInt(generator, least, most)
  return {
    between,
    chance: (share) => between(0, 999_999) < share * 1_000_000,
    pick: (list) => list[between(0, list.length - 1)] ?? list[0],
  }
}
