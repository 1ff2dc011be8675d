import type { Entity } from '../../../shared/commbox/names.ts'
import { definitions } from '../../../shared/entities/registry.ts'

/**
 * How often the law is tried for an entity: so many histories for each of its triggers. LAW_RUNS multiplies
 * them.
 */
export function runs(entity: Entity, historiesOfTrigger: number): { numRuns: number } {
  const triggers = Object.keys(definitions[entity].triggers).length
  return {
    numRuns: Math.ceil(triggers * historiesOfTrigger * Number(process.env.LAW_RUNS ?? 1)),
  }
}
