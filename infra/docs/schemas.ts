import type { JsonObject } from '../../shared/commbox/json.ts'
import { type Entity, entities } from '../../shared/commbox/names.ts'
import { definitions } from '../../shared/entities/registry.ts'
import { payloadSchema } from './payload-schema.ts'
import { readings } from './readings.ts'

/** Returns every trigger with its path behind `/webhooks/`. */
export function everyTrigger(): { entity: Entity; trigger: string; path: string }[] {
  return entities.flatMap((entity) =>
    Object.keys(definitions[entity].triggers).map((trigger) => ({
      entity,
      trigger,
      path: `${entity}/${trigger}`.toLowerCase(),
    })),
  )
}

/** Returns the JSON Schema document of each trigger's payload, by `<entity>/<trigger>`. */
export function schemaDocuments(): Map<string, JsonObject> {
  return new Map(
    everyTrigger().map(({ entity, trigger, path }) => {
      const { schema, uses } = payloadSchema(entity, trigger, (name) => `#/$defs/${name}`)
      return [
        path,
        {
          $schema: 'https://json-schema.org/draft/2020-12/schema',
          $id: `urn:commbox-webhooks:schema:${entity}.${trigger}`,
          title: `${entity}.${trigger}`,
          description:
            'The value of "payload", or of the entity’s member in an Event envelope. Further members are allowed ' +
            'everywhere and are stored.',
          ...schema,
          $defs: Object.fromEntries(uses.map((name) => [name, readings[name]?.describes ?? {}])),
        },
      ]
    }),
  )
}
