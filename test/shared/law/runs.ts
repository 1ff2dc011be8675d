import type { Entity } from '../../../shared/commbox/names.ts'
import { definitions } from '../../../shared/entities/registry.ts'
import { bounds } from '../../../shared/events/register.ts'
import { fc } from '../../seed.ts'

/** How many times as often as usual the law is tried. */
const times = Number(process.env.LAW_RUNS ?? 1)

/** For the trials on an emulator of one entity. */
export const patience = { timeout: 600_000 * Math.max(1, times) }

/** How often the law is tried for an entity: so many histories for each of its triggers. */
export function runs(entity: Entity, historiesOfTrigger: number): { numRuns: number } {
  const triggers = Object.keys(definitions[entity].triggers).length
  return { numRuns: Math.ceil(triggers * historiesOfTrigger * times) }
}

/** How many registers of a kind are kept in a history: as many as ever, or so few that some are left out. */
export const boundOfKind = fc.constantFrom(bounds.registersOfKind, 2)
