import { fc } from '../../seed.ts'

/** How deliveries reach the consumers: their order with repetitions, and how many make a batch. */
export type Schedule = {
  order: number[]
  batchSizes: number[]
  /** So many batches after its events are stored each withdrawal is made. */
  delays: number[]
  /** Decides whose turn it is among consumers side by side. */
  seed: number
}

/** Every member at least once, in any order, some more often, cut into batches. */
export function schedules(members: readonly unknown[]): fc.Arbitrary<Schedule> {
  const all = members.map((_, index) => index)
  return fc
    .record({
      again:
        all.length === 0 ? fc.constant([]) : fc.array(fc.constantFrom(...all), { maxLength: all.length }),
      batchSizes: fc.array(fc.integer({ min: 1, max: 10 }), { minLength: 1, maxLength: 5 }),
      delays: fc.array(fc.nat(3), { minLength: 2, maxLength: 2 }),
      seed: fc.nat(),
    })
    .chain(({ again, ...rest }) =>
      fc
        .shuffledSubarray([...all, ...again], { minLength: all.length + again.length })
        .map((order) => ({ order, ...rest })),
    )
}

/** The members of a schedule, batch by batch. */
export function batches<Member>(members: readonly Member[], { order, batchSizes }: Schedule): Member[][] {
  const cut: Member[][] = []
  let start = 0
  for (let index = 0; start < order.length; index += 1) {
    const size = batchSizes[index % batchSizes.length] ?? 1
    cut.push(order.slice(start, start + size).flatMap((at) => members[at] ?? []))
    start += size
  }
  return cut
}
