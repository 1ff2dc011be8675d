import type { Entity } from '../commbox/names.ts'
import { chatEntity } from './chat/entity.ts'
import type { EntityDefinition } from './definition.ts'
import { formEntity } from './form/entity.ts'
import { objectEntity } from './object/entity.ts'
import { satisfactionEntity } from './satisfaction/entity.ts'
import { tagEntity } from './tag/entity.ts'
import type { Trigger } from './trigger.ts'
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

/** Every trigger by the names of its entity and its own. */
export const triggers: Readonly<Record<Entity, Readonly<Record<string, Trigger>>>> = {
  Object: objectEntity.triggers,
  User: userEntity.triggers,
  Satisfaction: satisfactionEntity.triggers,
  Tag: tagEntity.triggers,
  Form: formEntity.triggers,
  Chat: chatEntity.triggers,
}
