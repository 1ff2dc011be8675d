import { describe, expect, test } from 'vitest'
import { entities } from '../../shared/commbox/names.ts'
import { pipelines, tableTitles } from '../../shared/runtime/names.ts'
import { grantsOf, statementsIn } from './grants.ts'
import {
  everySetting,
  functionBehind,
  readable,
  resources,
  synthesized,
  synthesizedFrom,
  target,
} from './synthesized.ts'

const template = synthesized()
const functions = resources(template, 'AWS::Lambda::Function')
const policies = resources(template, 'AWS::IAM::Policy')
const roles = resources(template, 'AWS::IAM::Role')

const logs = (id: string) => [`logs:CreateLogStream on ${id}Logs`, `logs:PutLogEvents on ${id}Logs`]

const consuming = (queue: string) =>
  ['ChangeMessageVisibility', 'DeleteMessage', 'GetQueueAttributes', 'GetQueueUrl', 'ReceiveMessage'].map(
    (action) => `sqs:${action} on ${queue}`,
  )

describe('grants', () => {
  test('the ingest function may only send to the seven queues and put large bodies', () => {
    expect(grantsOf(template, 'IngestFunction')).toEqual(
      [
        ...logs('IngestFunction'),
        ...pipelines.map((pipeline) => `sqs:SendMessage on ${pipeline}PipelineQueue`),
        ...[...pipelines, 'Received'].map((prefix) => `s3:PutObject on LargeBodiesBucket/${prefix}/*`),
      ].sort(),
    )
  })

  test.each(entities)(
    'the consumer of %s may only read and write its table, read and erase its large bodies, add to quarantine and read drift',
    (entity) => {
      const table = `${tableTitles[entity]}StoreTable`
      expect(grantsOf(template, `${entity}PipelineConsumer`)).toEqual(
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
          'dynamodb:Query on QuarantineStoreTable',
          `s3:GetObject on LargeBodiesBucket/${entity}/*`,
          `s3:PutObject on LargeBodiesBucket/${entity}/*`,
          `s3:DeleteObjectVersion on LargeBodiesBucket/${entity}/*`,
          's3:DeleteObjectVersion on LargeBodiesBucket/Received/*',
          's3:ListBucket on LargeBodiesBucket',
          's3:ListBucketVersions on LargeBodiesBucket',
        ].sort(),
      )
    },
  )

  test('every function may use the key of a stage that has one, and no other key', () => {
    const keyed = synthesizedFrom({ ...everySetting, tracing: false })
    for (const id of functions.keys()) {
      const keys = grantsOf(keyed, readable(id)).filter((grant) => grant.startsWith('kms:'))
      expect(keys).toContain(`kms:Decrypt on ${everySetting.encryptionKeyArn}`)
      expect(keys.filter((grant) => !grant.endsWith(` on ${everySetting.encryptionKeyArn}`))).toEqual([])
    }
  })

  test('the quarantine consumer may only add to quarantine, and read drift', () => {
    expect(grantsOf(template, 'QuarantinePipelineConsumer')).toEqual(
      [
        ...logs('QuarantinePipelineConsumer'),
        ...consuming('QuarantinePipelineQueue'),
        'dynamodb:PutItem on QuarantineStoreTable',
        'dynamodb:Query on QuarantineStoreTable',
      ].sort(),
    )
  })

  test('of quarantine, consumers may read only what they remember of drift, and no delivery', () => {
    const queries = [...policies.values()]
      .flatMap(({ Properties }) => statementsIn(Properties.PolicyDocument))
      .filter(
        ({ Action, Resource }) => Action === 'dynamodb:Query' && target(Resource).includes('Quarantine'),
      )
    expect(queries).toHaveLength(pipelines.length)
    for (const { Condition } of queries)
      expect(Condition).toEqual({ 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['drift'] } })
  })

  test.each(entities)(
    'the consumer of %s may list only versions of its bodies and of those received',
    (entity) => {
      const conditions = [...policies]
        .filter(([id]) => readable(id).startsWith(`${entity}PipelineConsumer`))
        .flatMap(([, { Properties }]) => statementsIn(Properties.PolicyDocument))
        .flatMap(({ Action, Condition }) => (Action === 's3:ListBucketVersions' ? [Condition] : []))
      expect(conditions).toEqual([{ StringLike: { 's3:prefix': [`${entity}/*`, 'Received/*'] } }])
    },
  )

  test('every function has a role of its own, and no role has more than its policy', () => {
    const used = [...functions.values()].map(({ Properties }) => target(Properties.Role))
    expect(new Set(used).size).toBe(functions.size)
    expect(roles.size).toBe(functions.size)
    for (const { Properties } of roles.values()) {
      expect(Properties.ManagedPolicyArns).toBeUndefined()
      expect(Properties.Policies).toBeUndefined()
    }
  })

  test('the only wildcards are for the objects of a prefix', () => {
    for (const { Properties } of policies.values()) {
      const text = JSON.stringify(Properties.PolicyDocument).replace(/"\/?(\w+)\/\*"/g, '')
      expect(text).not.toContain('*')
    }
    for (const { Properties } of resources(template, 'AWS::SQS::QueuePolicy').values()) {
      for (const { Effect } of statementsIn(Properties.PolicyDocument)) expect(Effect).toBe('Deny')
    }
  })

  test('with tracing, a function may also send traces, which have no resource', () => {
    const configured = synthesizedFrom(everySetting)
    for (const { Properties } of resources(configured, 'AWS::IAM::Policy').values()) {
      const wide = statementsIn(Properties.PolicyDocument).filter(({ Resource }) => Resource === '*')
      expect(wide).toEqual([
        { Effect: 'Allow', Action: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], Resource: '*' },
      ])
    }
  })

  test('only our own API may call the ingest function, and nothing else may call a consumer', () => {
    const [api] = resources(template, 'AWS::ApiGatewayV2::Api').keys()
    for (const { Properties } of resources(template, 'AWS::Lambda::Permission').values()) {
      expect(Properties.Principal).toBe('apigateway.amazonaws.com')
      expect(readable(functionBehind(template, Properties.FunctionName))).toBe('IngestFunction')
      expect(JSON.stringify(Properties.SourceArn)).toContain(`{"Ref":"${api}"}`)
    }
  })
})
