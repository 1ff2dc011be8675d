import type { Entity } from '../commbox/names.ts'
import { chatEntity } from './chat/entity.ts'
import type { EntityDefinition } from './definition.ts'
import { formEntity } from './form/entity.ts'
import { objectEntity } from './object/entity.ts'
import { satisfactionEntity } from './satisfaction/entity.ts'
import { tagEntity } from './tag/entity.ts'
import { userEntity } from './user/entity.ts'

/** Every entity by CommBox's name of it. */
export const definitions: Readonly<Record<Entity, EntityDefinition>> = {
  Object: objectEntity,
  User: userEntity,
  Satisfaction: satisfactionEntity,
  Tag: tagEntity,
  Form: formEntity,
  Chat: chatEntity,
}

/** Whether every payload of an entity identifies its trigger: there is no other, or the payload names it. */
export function isSelfDescribing(entity: Entity): boolean {
  const { triggers, named } = definitions[entity]
  return Object.keys(triggers).length === 1 || named !== undefined
}
