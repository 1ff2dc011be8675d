import { readFileSync } from 'node:fs'
import type { JsonObject } from '../../shared/commbox/json.ts'
import { type Entity, entities } from '../../shared/commbox/names.ts'
import { isSelfDescribing } from '../../shared/entities/registry.ts'
import { webhookPath } from '../../shared/runtime/names.ts'
import { answerSchemas, postStatuses, responses } from './openapi-answers.ts'
import { payloadSchema } from './payload-schema.ts'
import { readings } from './readings.ts'
import { everyTrigger } from './schemas.ts'

const component = (name: string) => `#/components/schemas/${name}`
const ref = (name: string): JsonObject => ({ $ref: component(name) })

/** Returns the OpenAPI 3.1 document of the endpoint: a path for each trigger, each entity and for all of them. */
export function openApi(): JsonObject {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  const triggers = everyTrigger()
  return {
    openapi: '3.1.0',
    info: {
      title: 'commbox-webhooks',
      version,
      description:
        "Receives CommBox's webhooks. 200 means that the delivery is in a queue, or in quarantine if the response " +
        'says so. Names in a path are compared without case, blanks, dashes and underscores.',
    },
    servers: [
      {
        url: '{endpoint}',
        description: 'WebhookUrl in the outputs of a deployment, without /webhooks.',
        variables: { endpoint: { default: 'http://127.0.0.1:3000' } },
      },
    ],
    security: [{ token: [] }, { bearer: [] }, { basic: [] }],
    paths: {
      [webhookPath]: pathItem(
        'webhooks',
        'Any trigger, if the body names it or only one trigger has its shape',
        { anyOf: entities.map(ref) },
        Object.fromEntries(entities.map((entity) => [entity, ref(entity)])),
      ),
      ...Object.fromEntries(
        entities.map((entity) => [
          `${webhookPath}/${entity.toLowerCase()}`,
          pathItem(entity, `${entity}: ${triggerSource(entity)}`, ref(entity), {
            [entity]: ref(entity),
          }),
        ]),
      ),
      ...Object.fromEntries(
        triggers.map(({ entity, trigger, path }) => {
          const payload = ref(`${entity}${trigger}`)
          return [
            `${webhookPath}/${path}`,
            pathItem(`${entity}${trigger}`, `${entity}.${trigger}`, payload, { [entity]: payload }),
          ]
        }),
      ),
    },
    components: {
      schemas: {
        ...Object.fromEntries(
          entities.map((entity) => [
            entity,
            {
              anyOf: triggers
                .filter((one) => one.entity === entity)
                .map(({ trigger }) => ref(`${entity}${trigger}`)),
            },
          ]),
        ),
        ...Object.fromEntries(
          triggers.map(({ entity, trigger }) => [
            `${entity}${trigger}`,
            payloadSchema(entity, trigger, component).schema,
          ]),
        ),
        ...Object.fromEntries(Object.entries(readings).map(([name, { describes }]) => [name, describes])),
        ...answerSchemas,
      },
      responses: responses(),
      securitySchemes: {
        token: { type: 'apiKey', in: 'query', name: 'token', description: 'The token in the URL.' },
        bearer: { type: 'http', scheme: 'bearer' },
        basic: {
          type: 'http',
          scheme: 'basic',
          description: 'The token as the password, with any user name.',
        },
      },
    },
  }
}

const response = (status: string): JsonObject => ({ $ref: `#/components/responses/${status}` })

/**
 * Describes a path: POST of a webhook, and GET to test the URL.
 *
 * @param payload the schema of a bare payload
 * @param inner the schemas of the inner object of an Event, by entity, which is its name
 */
function pathItem(
  operationId: string,
  summary: string,
  payload: JsonObject,
  inner: Readonly<Record<string, JsonObject>>,
): JsonObject {
  const refused = Object.fromEntries(postStatuses().map((status) => [status, response(status)]))
  return {
    post: {
      operationId: `post${operationId}`,
      summary,
      requestBody: {
        required: true,
        description:
          'JSON, or the Event as XML, also in SOAP; or a form with the field payload. In UTF-8 or a declared charset, ' +
          'also compressed by gzip or deflate.',
        content: { 'application/json': { schema: { anyOf: [bare(payload), event(inner)] } } },
      },
      responses: {
        '200': answer('The delivery is in its queue, or in quarantine.', 'Accepted'),
        ...refused,
      },
    },
    get: {
      operationId: `test${operationId}`,
      summary: 'Test the URL and the token',
      responses: {
        '200': answer('The token is accepted.', 'Tested'),
        '401': response('401'),
        '403': response('403'),
        '404': response('404'),
      },
    },
  }
}

/** `{"payload": …}` */
function bare(payload: JsonObject): JsonObject {
  return { type: 'object', required: ['payload'], properties: { payload } }
}

/** Says how the trigger is found if the path names only the entity. */
function triggerSource(entity: Entity): string {
  return isSelfDescribing(entity)
    ? 'the body says which trigger it is'
    : 'an Event that names its trigger, or a body whose shape only one trigger has'
}

/** `{"Event": {"Subscription": "Tag", "Name": "OnAdd", "Tag": …}}` */
function event(inner: Readonly<Record<string, JsonObject>>): JsonObject {
  const words = {
    Subscription: { description: 'The entity, as a text. Anything else counts as absent.' },
    Name: { description: 'The trigger, as a text. Anything else counts as absent.' },
    Brand: { description: 'The account, as a text. Anything else counts as absent.' },
  }
  return {
    type: 'object',
    required: ['Event'],
    properties: {
      Event: {
        type: 'object',
        properties: { ...words, ...inner },
        anyOf: Object.keys(inner).map((entity) => ({ required: [entity] })),
      },
    },
  }
}

function answer(description: string, schema: string): JsonObject {
  return { description, content: { 'application/json': { schema: ref(schema) } } }
}
