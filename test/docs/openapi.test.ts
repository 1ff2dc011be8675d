import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { describe, expect, test } from 'vitest'
import { openApi } from '../../infra/docs/openapi.ts'
import { everyTrigger } from '../../infra/docs/schemas.ts'
import { isObject, type Json, type JsonObject, parseJson } from '../../shared/commbox/json.ts'
import { normalizeName } from '../../shared/commbox/names.ts'
import { ingestHandler } from '../../shared/ingest/handler.ts'
import * as otherBodies from '../../shared/ingest/other-bodies.ts'
import { deliveries, malformed } from '../fixtures.ts'
import { gatewayEvent, hashes } from '../shared/ingest/requests.ts'

const document = openApi()

/** The value in the document at a path of names. */
function at(...names: string[]): JsonObject {
  const found = names.reduce(
    (value: Json, name) => (isObject(value) ? (value[name] ?? null) : null),
    document,
  )
  if (!isObject(found)) throw new Error(`the document has no ${names.join(' ')}`)
  return found
}

const ajv = new Ajv2020({ strictTypes: false, allowUnionTypes: true })
addFormats.default(ajv)
ajv.addVocabulary(['openapi', 'info', 'servers', 'security', 'paths', 'components'])
ajv.addSchema({ ...document, $id: 'https://example.com/openapi.json' })

/** Compiles a schema of the document. */
function validator(...names: string[]) {
  at(...names)
  const pointer = names.map((name) => name.replaceAll('~', '~0').replaceAll('/', '~1')).join('/')
  const id = `https://example.com/openapi.json#/${pointer}`
  const known = ajv.getSchema(id)
  if (known === undefined) throw new Error(`no schema at ${id}`)
  return known
}

/** The path of the document for a URL. */
function pathOf(url: string): string {
  const wanted = normalizeName(`/webhooks/${url}`.replace(/\/$/, ''))
  return Object.keys(at('paths')).find((path) => normalizeName(path) === wanted) ?? '/webhooks'
}

/** The response of the ingest function. */
async function answer(method: 'GET' | 'POST', url: string, body: string, headers = {}) {
  const handler = ingestHandler({
    hashes,
    bodies: { put: async () => {}, get: async () => '' },
    send: async () => {},
    log: () => {},
    others: async () => otherBodies,
  })
  const event = gatewayEvent(body, { rawPath: `/webhooks/${url}`, ...headers }, method)
  const { statusCode, headers: received, body: text } = await handler(event)
  return { status: String(statusCode), type: received['content-type'] ?? '', body: JSON.parse(text) }
}

/** The schema of a response: described for the path, or for all paths together. */
function answerSchema(path: string, method: string, status: string, type: string) {
  const response = at('paths', path, method, 'responses', status)
  const place =
    '$ref' in response ? ['components', 'responses', status] : ['paths', path, method, 'responses', status]
  return validator(...place, 'content', type, 'schema')
}

test('the document is valid OpenAPI 3.1', async () => {
  const validation = new Validator()
  expect(await validation.validate(structuredClone(document))).toMatchObject({ valid: true })
  expect(validation.version).toBe('3.1')
})

test('every reference has a target', () => {
  const references = new Set(
    [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, ref]) => ref),
  )
  expect(references.size).toBeGreaterThan(everyTrigger().length)
  for (const reference of references) at(...(reference ?? '').split('/'))
})

test('every trigger has its path', () => {
  const paths = everyTrigger().map(({ path }) => `/webhooks/${path}`)
  expect(Object.keys(at('paths'))).toEqual(expect.arrayContaining(paths))
})

describe('each documented webhook matches a request, and its response a response of the document', () => {
  const fixtures = deliveries().map(({ name, ...rest }) => [name, rest] as const)
  test.each(fixtures)('%s', async (_, { body, expected }) => {
    // The envelope overrides the URL, and the document has each webhook under its own path.
    const own = pathOf(`${expected.entity}/${expected.trigger}`)
    const request = validator('paths', own, 'post', 'requestBody', 'content', 'application/json', 'schema')
    const text = body.toString()
    expect(request(parseJson(text.replace(/^\uFEFF/, ''))), JSON.stringify(request.errors)).toBe(true)
    const { status, type, body: answered } = await answer('POST', expected.url, text)
    expect(status).toBe('200')
    expect(answerSchema(pathOf(expected.url), 'post', status, type)(answered)).toBe(true)
  })
})

describe('each refusal matches a response of the document', () => {
  const fixtures = malformed()
    .filter(({ expected }) => (expected.method ?? 'POST') === 'POST')
    .map(({ name, ...rest }) => [name, rest] as const)
  test.each(fixtures)('%s', async (_, { body, expected }) => {
    const { status, type, body: answered } = await answer('POST', expected.url, body.toString())
    expect(answerSchema(pathOf(expected.url), 'post', status, type)(answered)).toBe(true)
  })

  test('of a wrong token', async () => {
    const headers = { queryStringParameters: { token: 'wrong' } }
    for (const method of ['GET', 'POST'] as const) {
      const { status, type, body } = await answer(method, 'tag', '{}', headers)
      expect(status).toBe('401')
      expect(answerSchema('/webhooks/tag', method.toLowerCase(), status, type)(body)).toBe(true)
    }
  })
})

test.each([...Object.keys(at('paths'))])('GET %s responds as documented', async (path) => {
  const { status, type, body } = await answer('GET', path.replace('/webhooks', ''), '')
  expect(status).toBe('200')
  expect(answerSchema(path, 'get', status, type)(body)).toBe(true)
})
