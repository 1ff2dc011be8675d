import type * as v from 'valibot'
import { accountId, region } from './account.ts'
import type { Assembly } from './assembly.ts'
import { resolve, type Scope } from './resolve.ts'
import { read } from './template.ts'

/** A resource of the template: its logical id, and its properties before they are resolved. */
type Resource = { id: string; properties: Record<string, unknown> }

/** Returns the resources of these CloudFormation types, in the template's order. */
export function resourcesOf({ template }: Assembly, ...types: readonly string[]): Resource[] {
  return Object.entries(template.Resources)
    .filter(([, { Type }]) => types.includes(Type))
    .map(([id, { Properties }]) => ({ id, properties: Properties }))
}

/**
 * Resolves and checks the properties of a resource that `schema` names. Others are left out: they may refer to a key or
 * a role that does not exist locally.
 *
 * @throws LocalError if a property cannot be resolved or does not match
 */
export function propertiesOf<Output>(
  { id, properties }: Resource,
  schema: v.GenericSchema<unknown, Output> & { entries: Record<string, unknown> },
  scope: Scope,
): Output {
  const wanted = Object.keys(schema.entries).filter((name) => name in properties)
  const resolved = wanted.map((name) => [name, resolve(properties[name], scope, `${id}.${name}`)])
  return read(schema, Object.fromEntries(resolved), id)
}

export const tableTypes = ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable']
export const queueType = 'AWS::SQS::Queue'
export const bucketType = 'AWS::S3::Bucket'
export const functionType = 'AWS::Lambda::Function'
export const apiType = 'AWS::ApiGatewayV2::Api'
const topicType = 'AWS::SNS::Topic'
const aliasType = 'AWS::Lambda::Alias'

/** The physical name of a resource: the same at every start, so that tables are found again. */
export function physicalName(assembly: Assembly, id: string): string {
  return `${assembly.stackName}-${id}`
}

/** A physical name in the form that S3 allows. */
export function bucketName(name: string): string {
  return name.toLowerCase().slice(0, 63)
}

/** A logical id without the hash that the CDK appends. */
export function shortName(id: string): string {
  return id.replace(/[0-9A-F]{8}$/, '')
}

/** The values of the template's references. `gateway` is the URL of the API, without a slash at its end. */
export function scopeOf(assembly: Assembly, endpoints: { gateway: string; sqs: string }): Scope {
  const pseudo: Record<string, string> = {
    'AWS::Region': region,
    'AWS::AccountId': accountId,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': assembly.stackName,
    'AWS::StackId': arn('cloudformation', `stack/${assembly.stackName}/local`),
  }
  const created = new Map(
    Object.entries(assembly.template.Resources).flatMap(([id, { Type, Properties }]) => {
      const made =
        Type === aliasType
          ? aliasCreation(assembly, Properties)
          : creation(Type, physicalName(assembly, id), endpoints)
      return made ? [[id, made] as const] : []
    }),
  )
  return {
    ref: (name) => pseudo[name] ?? created.get(name)?.ref ?? assembly.template.Parameters[name]?.Default,
    attribute: (id, name) => created.get(id)?.attributes[name],
    // The template itself may build the API's URL, in the form that it has on AWS.
    finish: (text) => text.replace(`https://${apiId}.execute-api.${region}.amazonaws.com`, endpoints.gateway),
  }
}

/** The id of the API, in the template's references and in the events of the gateway. */
export const apiId = 'local'

type Creation = { ref: string; attributes: Record<string, string> }

function creation(
  type: string,
  name: string,
  endpoints: { gateway: string; sqs: string },
): Creation | undefined {
  if (tableTypes.includes(type)) {
    const table = arn('dynamodb', `table/${name}`)
    // The emulator's own label of the stream is not known before the table is there.
    return { ref: name, attributes: { Arn: table, StreamArn: `${table}/stream/local` } }
  }
  switch (type) {
    case queueType: {
      const url = `${endpoints.sqs}/${accountId}/${name}`
      return { ref: url, attributes: { Arn: arn('sqs', name), QueueName: name, QueueUrl: url } }
    }
    case bucketType: {
      const bucket = bucketName(name)
      return { ref: bucket, attributes: { Arn: `arn:aws:s3:::${bucket}` } }
    }
    case topicType:
      return { ref: arn('sns', name), attributes: {} }
    case functionType:
      return { ref: name, attributes: { Arn: arn('lambda', `function:${name}`) } }
    case 'AWS::Events::EventBus':
      return { ref: name, attributes: { Arn: arn('events', `event-bus/${name}`) } }
    case apiType:
      return { ref: apiId, attributes: { ApiId: apiId, ApiEndpoint: endpoints.gateway } }
    default:
      return undefined
  }
}

/** An alias: locally it leads to the only version of its function that there is. */
function aliasCreation(assembly: Assembly, { FunctionName, Name }: Record<string, unknown>): Creation {
  const { Ref: id } = Object(FunctionName)
  return { ref: arn('lambda', `function:${physicalName(assembly, String(id))}:${Name}`), attributes: {} }
}

function arn(service: string, resource: string): string {
  return `arn:aws:${service}:${region}:${accountId}:${resource}`
}
