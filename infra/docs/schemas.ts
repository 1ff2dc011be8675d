import type { JsonObject } from '../../shared/commbox/json.ts'
import { type Entity, entities } from '../../shared/commbox/names.ts'
import { definitions } from '../../shared/entities/registry.ts'
import { payloadSchema } from './payload-schema.ts'
import { readings } from './readings.ts'

/** Every trigger, with the path under which its webhooks are taken. */
export function everyTrigger(): { entity: Entity; trigger: string; path: string }[] {
  return entities.flatMap((entity) =>
    Object.keys(definitions[entity].triggers).map((trigger) => ({
      entity,
      trigger,
      path: `${entity}/${trigger}`.toLowerCase(),
    })),
  )
}

/** The JSON Schema of each trigger's payload, a document of its own, by `<entity>/<trigger>`. */
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
            'What stands in "payload", or in the Event envelope under the name of the entity. Further members ' +
            'are allowed everywhere, and kept.',
          ...schema,
          $defs: Object.fromEntries(uses.map((name) => [name, readings[name]?.describes ?? {}])),
        },
      ]
    }),
  )
}
