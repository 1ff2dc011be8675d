import type { JsonObject } from '../commbox/json.ts'
import { type Entity, entities, findByName } from '../commbox/names.ts'
import { definitions } from '../entities/registry.ts'
import { has } from '../entities/trigger.ts'
import { wordIn } from './envelope.ts'

/** What a delivery is about. */
export type Subject = { entity: Entity; trigger: string }

const subjects: readonly Subject[] = entities.flatMap((entity) =>
  Object.keys(definitions[entity].triggers).map((trigger) => ({ entity, trigger })),
)

const distinctiveMembers = [...new Set(subjects.flatMap((subject) => triggerOf(subject)?.distinctive ?? []))]

function triggerOf({ entity, trigger }: Subject) {
  return definitions[entity].triggers[trigger]
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
  const certain = subjects.filter(
    (subject) =>
      among.includes(subject.entity) &&
      (triggerOf(subject)?.isCertain(payload) || isNamed(subject, payload)) &&
      contradictions(subject, payload).length === 0,
  )
  const [only, ...others] =
    certain.length > 1 ? certain.filter(({ entity }) => entity === preferred) : certain
  return others.length === 0 ? only : undefined
}

/** Whether a payload names the trigger itself. */
function isNamed({ entity, trigger }: Subject, payload: JsonObject): boolean {
  const name = wordIn(definitions[entity].named?.(payload))
  return name !== undefined && findByName([trigger], name) !== undefined
}

/** The members of a payload that a trigger cannot have. */
export function contradictions(subject: Subject, payload: JsonObject): string[] {
  const own = triggerOf(subject)?.distinctive
  return own ? distinctiveMembers.filter((name) => !own.includes(name) && has(payload, name)) : []
}

/** Whether a trigger can be read from ids only, as in CommBox's deliveries without "complete data". */
export function isSlim(subject: Subject, payload: JsonObject): boolean {
  const reading = triggerOf(subject)?.read(payload)
  return (
    Object.keys(payload).every((name) => /id$/i.test(name)) && reading !== undefined && 'drafts' in reading
  )
}
