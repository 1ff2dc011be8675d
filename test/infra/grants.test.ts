import { describe, expect, test } from 'vitest'
import { entities, pipelines, tableTitles } from '../../shared/names.ts'
import { readable, resources, synthesized, target } from './synthesized.ts'

type Statement = { Effect: string; Action: string | string[]; Resource: unknown; Principal?: unknown }

const template = synthesized()
const functions = resources(template, 'AWS::Lambda::Function')
const policies = resources(template, 'AWS::IAM::Policy')
const roles = resources(template, 'AWS::IAM::Role')

/** Everything that the role of a function may do: `<action> on <resource>`, sorted. */
function grantsOf(functionId: string): string[] {
  const role = target([...functions].find(([id]) => readable(id) === functionId)?.[1].Properties.Role)
  return [...policies.values()]
    .filter(({ Properties }) => [Properties.Roles].flat().some((reference) => target(reference) === role))
    .flatMap(({ Properties }) => statementsIn(Properties.PolicyDocument))
    .flatMap(({ Effect, Action, Resource }) =>
      [Action].flat().flatMap((action) =>
        [Resource].flat().map((resource) => {
          expect(Effect).toBe('Allow')
          return `${action} on ${resourceName(resource)}`
        }),
      ),
    )
    .sort()
}

/** A resource by its readable id; objects of a bucket by their prefix behind it. */
function resourceName(resource: unknown): string {
  const joined = Object(resource)['Fn::Join']
  if (joined === undefined) return readable(target(resource))
  const [, [bucket, keys]] = joined
  return `${readable(target(bucket))}${keys}`
}

function statementsIn(document: unknown): Statement[] {
  return Object(document).Statement
}

const logs = (id: string) => [`logs:CreateLogStream on ${id}Logs`, `logs:PutLogEvents on ${id}Logs`]

const consuming = (queue: string) =>
  ['ChangeMessageVisibility', 'DeleteMessage', 'GetQueueAttributes', 'GetQueueUrl', 'ReceiveMessage'].map(
    (action) => `sqs:${action} on ${queue}`,
  )

describe('grants', () => {
  test('ingest may send to the seven queues, keep large bodies, and do nothing else', () => {
    expect(grantsOf('IngestReceiver')).toEqual(
      [
        ...logs('IngestReceiver'),
        ...pipelines.map((pipeline) => `sqs:SendMessage on ${pipeline}PipelineQueue`),
        ...pipelines.map((pipeline) => `s3:PutObject on LargeBodiesBucket/${pipeline}/*`),
      ].sort(),
    )
  })

  test.each(entities)(
    'the consumer of %s may read and write its own table, read its large bodies and add to quarantine',
    (entity) => {
      const table = `${tableTitles[entity]}StoreTable`
      expect(grantsOf(`${entity}PipelineConsumer`)).toEqual(
        [
          ...logs(`${entity}PipelineConsumer`),
          ...consuming(`${entity}PipelineQueue`),
          `dynamodb:BatchGetItem on ${table}`,
          `dynamodb:BatchWriteItem on ${table}`,
          `dynamodb:DeleteItem on ${table}`,
          `dynamodb:GetItem on ${table}`,
          `dynamodb:PutItem on ${table}`,
          `dynamodb:Query on ${table}`,
          'dynamodb:PutItem on QuarantineStoreTable',
          `s3:GetObject on LargeBodiesBucket/${entity}/*`,
        ].sort(),
      )
    },
  )

  test('the consumer of quarantine may add to quarantine and do nothing else', () => {
    expect(grantsOf('QuarantinePipelineConsumer')).toEqual(
      [
        ...logs('QuarantinePipelineConsumer'),
        ...consuming('QuarantinePipelineQueue'),
        'dynamodb:PutItem on QuarantineStoreTable',
      ].sort(),
    )
  })

  test('no function has a role that another has, and no role comes with more than its policy', () => {
    const used = [...functions.values()].map(({ Properties }) => target(Properties.Role))
    expect(new Set(used).size).toBe(functions.size)
    expect(roles.size).toBe(functions.size)
    for (const { Properties } of roles.values()) {
      expect(Properties.ManagedPolicyArns).toBeUndefined()
      expect(Properties.Policies).toBeUndefined()
    }
  })

  test('nothing is allowed through a wildcard but the objects behind a prefix', () => {
    for (const { Properties } of policies.values()) {
      const text = JSON.stringify(Properties.PolicyDocument).replace(/"\/(\w+)\/\*"/g, '')
      expect(text).not.toContain('*')
    }
    for (const { Properties } of resources(template, 'AWS::SQS::QueuePolicy').values()) {
      for (const { Effect } of statementsIn(Properties.PolicyDocument)) expect(Effect).toBe('Deny')
    }
  })

  test('only our own API may call the ingest function, and nobody calls a consumer from outside', () => {
    const [api] = resources(template, 'AWS::ApiGatewayV2::Api').keys()
    for (const { Properties } of resources(template, 'AWS::Lambda::Permission').values()) {
      expect(Properties.Principal).toBe('apigateway.amazonaws.com')
      expect(readable(target(Properties.FunctionName))).toBe('IngestReceiver')
      expect(JSON.stringify(Properties.SourceArn)).toContain(`{"Ref":"${api}"}`)
    }
  })
})
