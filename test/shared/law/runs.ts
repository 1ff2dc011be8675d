import type { Entity } from '../../../shared/commbox/names.ts'
import { definitions } from '../../../shared/entities/registry.ts'

/**
 * How often the law is tried for an entity: so many histories for each of its triggers. The same in every run, unless
 * LAW_SEED (to replay what a failure prints) or LAW_RUNS (so many times as many histories) say otherwise.
 */
export function runs(entity: Entity, historiesOfTrigger: number): { numRuns: number; seed: number } {
  const triggers = Object.keys(definitions[entity].triggers).length
  return {
    numRuns: Math.ceil(triggers * historiesOfTrigger * Number(process.env.LAW_RUNS ?? 1)),
    seed: Number(process.env.LAW_SEED ?? 20_240_609),
  }
}
