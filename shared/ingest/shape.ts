import type { JsonObject } from '../commbox/json.ts'
import { type Entity, entities, findByName } from '../commbox/names.ts'
import { definitions } from '../entities/registry.ts'
import { has, type Trigger } from '../entities/trigger.ts'
import { wordIn } from './envelope.ts'

/** What a delivery is about. */
export type Subject = { entity: Entity; trigger: string }

type Candidate = Subject & { definition: Trigger }

function candidates(among: readonly Entity[]): Candidate[] {
  return among.flatMap((entity) =>
    Object.entries(definitions[entity].triggers).map(([trigger, definition]) => ({
      entity,
      trigger,
      definition,
    })),
  )
}

/**
 * Returns the one subject whose shape a payload certainly has.
 *
 * @param preferred the entity that decides if the shape is certain for several
 */
export function certainSubject(
  payload: JsonObject,
  among: readonly Entity[],
  preferred: Entity | undefined,
): Subject | undefined {
  const certain = candidates(among).filter(
    (candidate) =>
      (candidate.definition.isCertain(payload) || isNamed(candidate, payload)) &&
      contradictions(candidate.definition, payload).length === 0,
  )
  const [only, ...others] =
    certain.length > 1 ? certain.filter(({ entity }) => entity === preferred) : certain
  return others.length === 0 ? only : undefined
}

/** Whether a payload names the trigger itself. */
function isNamed({ entity, trigger }: Subject, payload: JsonObject): boolean {
  return findByName([trigger], wordIn(definitions[entity].named?.(payload))) !== undefined
}

/** Returns the members of a payload that a trigger cannot have. */
export function contradictions({ distinctive: own }: Trigger, payload: JsonObject): string[] {
  if (own === undefined) return []
  const all = new Set(candidates(entities).flatMap(({ definition }) => definition.distinctive ?? []))
  return [...all].filter((name) => !own.includes(name) && has(payload, name))
}

/** Whether a payload has only ids, as without "complete data", and all that the trigger needs. */
export function isSlim(trigger: Trigger, payload: JsonObject): boolean {
  return Object.keys(payload).every((name) => /id$/i.test(name)) && 'drafts' in trigger.read(payload)
}
