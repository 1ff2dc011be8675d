import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { describe, expect, test } from 'vitest'
import { everyTrigger, schemaDocuments } from '../../infra/docs/schemas.ts'
import { isObject, type Json, type JsonObject, parseJson } from '../../shared/commbox/json.ts'
import { entities } from '../../shared/commbox/names.ts'
import { definitions } from '../../shared/entities/registry.ts'
import { identify } from '../../shared/ingest/identify.ts'
import { deliveries, malformed } from '../fixtures.ts'
import { fc } from '../seed.ts'

const documents = schemaDocuments()
const ajv = new Ajv2020({ allowUnionTypes: true, allErrors: true })
addFormats.default(ajv)
const validators = new Map([...documents].map(([path, document]) => [path, ajv.compile(document)]))

/** The errors of a payload under the schema of a trigger. */
function errorsOf(entity: string, trigger: string, payload: Json): string[] {
  const validate = validators.get(`${entity}/${trigger}`.toLowerCase())
  if (validate === undefined) throw new Error(`no schema of ${entity} ${trigger}`)
  validate(payload)
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}

/** The payload in a body with either envelope. */
function identified(url: string, body: string) {
  const [entity, trigger] = url.split('/').filter(Boolean)
  const object = parseJson(body.replace(/^\uFEFF/, ''))
  if (!isObject(object)) return undefined
  const found = identify(object, { entity, trigger })
  return 'reason' in found ? undefined : found
}

test('every trigger has a schema that is valid JSON Schema', () => {
  expect([...documents.keys()]).toEqual(everyTrigger().map(({ path }) => path))
  expect(documents.size).toBe(entities.flatMap((entity) => Object.keys(definitions[entity].triggers)).length)
  for (const document of documents.values()) expect(ajv.validateSchema(document)).toBe(true)
})

test('every member is described: every valibot construct was converted', () => {
  const bare: string[] = []
  const walk = (schema: Json | undefined, path: string): void => {
    if (Array.isArray(schema)) for (const [n, one] of schema.entries()) walk(one, `${path}/${n}`)
    if (!isObject(schema)) return
    if (Object.keys(schema).length === 0) bare.push(path)
    for (const name of ['properties', '$defs']) {
      const members = schema[name]
      if (isObject(members))
        for (const [key, member] of Object.entries(members)) walk(member, `${path}/${key}`)
    }
    walk(schema.items, `${path}/items`)
    walk(schema.anyOf, `${path}/anyOf`)
  }
  for (const [path, document] of documents) walk(document, path)
  expect(bare).toEqual([])
})

describe('the payload of each delivery matches the schema of its trigger', () => {
  test.each(deliveries().map((fixture) => [fixture.name, fixture] as const))(
    '%s',
    (_, { body, expected }) => {
      const payload = identified(expected.url, body.toString())?.payload ?? null
      expect(errorsOf(expected.entity, expected.trigger, payload)).toEqual([])
    },
  )
})

describe('a payload that is refused for its structure does not match the schema', () => {
  const invalid = malformed().filter(({ expected }) => expected.reason === 'invalid')
  test.each(invalid.map((fixture) => [fixture.name, fixture] as const))('%s', (_, { body, expected }) => {
    const found = identified(expected.url, body.toString())
    if (found === undefined) throw new Error('not identified')
    expect(errorsOf(found.entity, found.trigger, found.payload)).not.toEqual([])
  })
})

describe('what a schema allows is accepted', () => {
  const samples = deliveries().map(({ body, expected }) => ({
    ...expected,
    payload: identified(expected.url, body.toString())?.payload ?? {},
  }))

  /** Every path in a value, as a list of names. */
  function places(value: Json, path: string[] = []): string[][] {
    const members = typeof value === 'object' && value !== null ? Object.entries(value) : []
    return [path, ...members.flatMap(([name, member]) => places(member, [...path, name]))]
  }

  function withValueAt(value: Json, [name, ...rest]: string[], put: Json): Json {
    if (name === undefined) return put
    if (Array.isArray(value)) {
      return value.map((member, n) => (String(n) === name ? withValueAt(member, rest, put) : member))
    }
    return isObject(value) ? { ...value, [name]: withValueAt(value[name] ?? null, rest, put) } : value
  }

  test('whatever is put anywhere into a payload', () => {
    const odd = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom('0', '00', ' 7 ', '-1', '1e3', '1'.repeat(39), '٣', '', 0, 7, 1.5, -7),
    )
    let allowed = 0
    fc.assert(
      fc.property(fc.constantFrom(...samples), fc.nat(), odd, ({ entity, trigger, payload }, n, put) => {
        const all = places(payload)
        const value = parseJson(
          JSON.stringify(withValueAt(payload, all[n % all.length] ?? [], parseJson(JSON.stringify(put)))),
        )
        if (!isObject(value) || errorsOf(entity, trigger, value).length > 0) return
        allowed += 1
        const reading: JsonObject | object | undefined = definitions[entity].triggers[trigger]?.read(value)
        expect(reading).toHaveProperty('drafts')
      }),
      { numRuns: 2000 },
    )
    expect(allowed).toBeGreaterThan(200)
  })
})
