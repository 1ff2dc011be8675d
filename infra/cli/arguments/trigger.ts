import { type Entity, entities, findByName } from '../../../shared/commbox/names.ts'
import { definitions } from '../../../shared/entities/registry.ts'
import { UsageError } from '../errors.ts'
import { choicesText } from './one-of.ts'

/** Reads a trigger of the entity; without one, of any. @throws UsageError */
export function readTrigger(text: string, entity: Entity | undefined): string {
  const known = [
    ...new Set((entity ? [entity] : entities).flatMap((each) => Object.keys(definitions[each].triggers))),
  ]
  const trigger = findByName(known, text)
  if (trigger) return trigger
  const where = entity ? ` for ${entity.toLowerCase()}` : ''
  throw new UsageError(`there is no trigger ${text}${where}. ${choicesText(known, text)}`)
}
