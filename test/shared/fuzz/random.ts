/** Choices that depend on nothing but a seed. */
export type Random = {
  /** A whole number from 0 to below `bound`. */
  below(bound: number): number
  /** True in this share of the calls. */
  chance(share: number): boolean
  pick<Value>(list: readonly Value[]): Value
}

/** The choices of one case, which depend only on its number: it can be run without those before it. */
export function randomOf(seed: number, number: number): Random {
  let state = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b)) | 0
  // mulberry32: small, quick, and good enough to choose by.
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (bound: number) => Math.floor(next() * bound)
  return {
    below,
    chance: (share) => next() < share,
    pick(list) {
      const picked = list[below(list.length)]
      if (picked === undefined) throw new RangeError('nothing to pick from')
      return picked
    },
  }
}
