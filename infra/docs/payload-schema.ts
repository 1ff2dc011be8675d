import { type ConversionConfig, toJsonSchema } from '@valibot/to-json-schema'
import { isObject, type JsonObject } from '../../shared/commbox/json.ts'
import type { Entity } from '../../shared/commbox/names.ts'
import { definitions } from '../../shared/entities/registry.ts'
import { packed, packedList, readings } from './readings.ts'

/** The JSON Schema of a trigger's payload, and the names of the readings that it refers to. */
export type PayloadSchema = { schema: JsonObject; uses: string[] }

/**
 * Converts the schema that reads a trigger's payload to JSON Schema. An optional field of another type is accepted and
 * treated as absent.
 *
 * @param refTo returns the reference to the schema of a reading
 */
export function payloadSchema(
  entity: Entity,
  trigger: string,
  refTo: (reading: string) => string,
): PayloadSchema {
  const { schema } = definitions[entity].triggers[trigger] ?? {}
  if (schema === undefined) throw new Error(`${entity} has no trigger ${trigger}`)
  const used = new Set<string>()
  const config: ConversionConfig = {
    target: 'draft-2020-12',
    // The last schema of a pipe, after unpacking; overrideSchema adds the packed forms.
    typeMode: 'output',
    errorMode: 'ignore',
    definitions: Object.fromEntries(
      Object.entries(readings).map(([name, reading]) => [name, reading.schema]),
    ),
    overrideRef: ({ referenceId }) => {
      used.add(referenceId)
      return refTo(referenceId)
    },
    overrideSchema: ({ valibotSchema, jsonSchema }) => {
      if (isUnpacked(valibotSchema))
        return jsonSchema.items === undefined ? orPacked(jsonSchema) : orOne(jsonSchema)
      return entity === 'Chat' && valibotSchema.type === 'loose_object' ? inEitherCase(jsonSchema) : undefined
    },
  }
  // The round trip removes undefined members, and the replacer empty lists of required ones.
  const whole = JSON.stringify(toJsonSchema(schema, config), (name, value) =>
    name === 'required' && Array.isArray(value) && value.length === 0 ? undefined : value,
  )
  const { $schema: _, $defs: __, ...json }: JsonObject = JSON.parse(whole)
  return { schema: json, uses: [...used].sort() }
}

type Schema = ReturnType<typeof toJsonSchema>

/** Whether it is a `part` or `oneOrMany` of values.ts: an optional pipe from unknown to an object or array. */
function isUnpacked(schema: unknown): boolean {
  if (!isObject(schema) || schema.type !== 'optional' || !isObject(schema.wrapped)) return false
  const { pipe } = schema.wrapped
  if (!Array.isArray(pipe)) return false
  const [first, last] = [pipe[0], pipe.at(-1)]
  return (
    isObject(first) &&
    first.type === 'unknown' &&
    isObject(last) &&
    /^(optional|array)$/.test(String(last.type))
  )
}

function orPacked(part: Schema): Schema {
  return { anyOf: [part, packed] }
}

/** One object, or an array for several: CommBox converts its JSON from XML. Elements that are not objects are not read. */
function orOne(list: Schema): Schema {
  const items = list.items === undefined ? [] : [list.items].flat()
  return { anyOf: [...items, { ...list, items: { anyOf: [...items, packed] } }, packedList] }
}

/** CommBox's article writes `Id`, its public API `id`. */
function inEitherCase(part: Schema): Schema {
  if (part.properties?.Id === undefined) return part
  const lower = { ...part, properties: { id: part.properties.Id }, required: part.required?.map(() => 'id') }
  return { anyOf: [part, lower] }
}
