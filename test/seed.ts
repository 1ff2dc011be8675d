import fc from 'fast-check'

/**
 * The seed of everything that the tests generate. It is fixed, so that a run
 * repeats the one before; TEST_SEED=<number> generates other cases, and replays those of a failure.
 */
export const seed = Number(process.env.TEST_SEED ?? 20_240_609)

// fast-check would choose another one in each run.
fc.configureGlobal({ seed })

export { fc }
