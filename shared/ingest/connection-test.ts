import { type Entity, entities, findByName } from '../commbox/names.ts'
import { definitions } from '../entities/registry.ts'
import type { Address } from './identify.ts'
import type { Outcome } from './outcome.ts'

/** Answers a connection test with the entity and trigger of its URL. */
export function connectionTest(address: Address): Outcome {
  if (address.entity === undefined) return { kind: 'tested' }
  const entity: Entity | undefined = findByName(entities, address.entity)
  if (entity === undefined) return { kind: 'refused', problem: 'unknown-name', issues: [], known: entities }
  if (address.trigger === undefined) return { kind: 'tested', entity }
  const known = Object.keys(definitions[entity].triggers)
  const trigger = findByName(known, address.trigger)
  if (trigger === undefined) return { kind: 'refused', problem: 'unknown-name', issues: [], known }
  return { kind: 'tested', entity, trigger }
}
