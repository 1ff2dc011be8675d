import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Match } from 'aws-cdk-lib/assertions'
import { describe, expect, test } from 'vitest'
import { entities } from '../../shared/commbox/names.ts'
import { tableTitles } from '../../shared/runtime/names.ts'
import { grantsOf } from './grants.ts'
import { everySetting, functionBehind, readable, resources, synthesizedFrom, target } from './synthesized.ts'

const stage = { isProduction: false }
const without = synthesizedFrom(stage)
const template = synthesizedFrom({ ...stage, events: true })
const mappingsOf = (among: typeof template) =>
  [...resources(among, 'AWS::Lambda::EventSourceMapping').values()]
    .map(({ Properties }) => Properties)
    .filter(({ StartingPosition }) => StartingPosition !== undefined)

const added = (type: string) => {
  const before = new Set(Object.keys(without.findResources(type)))
  return Object.keys(template.findResources(type)).filter((id) => !before.has(id))
}

describe('a stage without events', () => {
  test('has the same template whether it says so or not', () => {
    expect(synthesizedFrom({ ...stage, events: false }).toJSON()).toEqual(without.toJSON())
    expect(JSON.stringify(without.toJSON())).not.toMatch(/AWS::Events|StartingPosition|BUS_NAME|EventBus/)
  })

  test('gets an event bus without a change to anything else', () => {
    const { Resources, Outputs } = without.toJSON()
    expect(template.toJSON().Resources).toMatchObject(Resources)
    expect(template.toJSON().Outputs).toMatchObject(Outputs)
    for (const [id, resource] of Object.entries(Resources))
      expect({ [id]: template.toJSON().Resources[id] }).toEqual({ [id]: resource })
  })
})

describe('a stage with events', () => {
  test('has one bus, one function, one dead-letter queue and two alarms more', () => {
    expect(added('AWS::Events::EventBus')).toHaveLength(1)
    expect(added('AWS::Lambda::Function').map(readable)).toEqual(['EventsFunction'])
    expect(added('AWS::SQS::Queue').map(readable)).toEqual(['EventsDeadLetterQueue'])
    expect(added('AWS::CloudWatch::Alarm').map(readable)).toEqual(['AlarmsEventsNotSent', 'AlarmsEventsLate'])
  })

  // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-encryption-event-bus-cmkey.html
  test('encrypts the bus with the key of the stage, and keeps what that key cannot decrypt', () => {
    const encrypted = synthesizedFrom(everySetting)
    const [bus] = resources(encrypted, 'AWS::Events::EventBus').values()
    expect(bus?.Properties.KmsKeyIdentifier).toBe(everySetting.encryptionKeyArn)
    const queue = target(Object(bus?.Properties.DeadLetterConfig).Arn)
    expect(readable(queue)).toBe('EventsDeadLetterQueue')
    // With the same key, EventBridge could not send to the queue either.
    expect(resources(encrypted, 'AWS::SQS::Queue').get(queue)?.Properties.SqsManagedSseEnabled).toBe(true)
    // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
    encrypted.hasResourceProperties('AWS::SQS::QueuePolicy', {
      Queues: [{ Ref: queue }],
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Allow',
            Action: 'sqs:SendMessage',
            Principal: { Service: 'events.amazonaws.com' },
            Condition: { ArnEquals: { 'aws:SourceArn': Match.anyValue() } },
          }),
        ]),
      },
    })
  })

  test("the page's statements for the key name what EventBridge needs, and this bus", () => {
    const page = readFileSync(join(import.meta.dirname, '../../docs/deploy.md'), 'utf8')
    const [, text = ''] = /### A key of your own[\s\S]*?```json\n([\s\S]*?)```/.exec(page) ?? []
    const statements: { Action: string[]; Condition: Record<string, Record<string, string>> }[] =
      JSON.parse(text)
    expect(statements.flatMap(({ Action }) => Action)).toEqual([
      ...['kms:DescribeKey', 'kms:GenerateDataKey', 'kms:Decrypt'],
    ])
    const pattern = statements[1]?.Condition.ArnLike?.['kms:EncryptionContext:aws:events:event-bus:arn'] ?? ''
    const [prefix = ''] = pattern.slice(pattern.lastIndexOf('/') + 1).split('*')
    const [bus] = resources(template, 'AWS::Events::EventBus').values()
    expect([prefix === '', String(bus?.Properties.Name).startsWith(prefix)]).toEqual([false, true])
  })

  test("leaves the bus to EventBridge's own key in a stage without a key", () => {
    const [bus] = resources(template, 'AWS::Events::EventBus').values()
    expect(Object.keys(bus?.Properties ?? {})).toEqual(['Name'])
  })

  test('reads the streams of the six entity tables, and of no other', () => {
    const tables = mappingsOf(template).map(({ EventSourceArn }) => readable(target(EventSourceArn)))
    expect(tables.sort()).toEqual(entities.map((entity) => `${tableTitles[entity]}StoreTable`).sort())
    for (const { FunctionName } of mappingsOf(template))
      expect(readable(functionBehind(template, FunctionName))).toBe('EventsFunction')
  })

  // https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
  test('tries a batch again in parts, for half of the time that a stream keeps it', () => {
    const [queue] = added('AWS::SQS::Queue')
    for (const mapping of mappingsOf(template)) {
      expect(mapping).toMatchObject({
        StartingPosition: 'TRIM_HORIZON',
        BatchSize: 100,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        BisectBatchOnFunctionError: true,
        MaximumRetryAttempts: 100,
        MaximumRecordAgeInSeconds: 12 * 60 * 60,
      })
      expect(target(Object(mapping.DestinationConfig).OnFailure.Destination)).toBe(queue)
      // One reader of each shard, so that the order of a conversation is kept.
      expect(mapping.ParallelizationFactor).toBeUndefined()
    }
  })

  test('invokes the function for inserted events and, of conversations, for states', () => {
    const patternsOf = (title: string) =>
      mappingsOf(template)
        .filter(({ EventSourceArn }) => target(EventSourceArn).startsWith(`${title}Store`))
        .flatMap(({ FilterCriteria }) => Object(FilterCriteria).Filters)
        .map(({ Pattern }) => JSON.parse(Pattern))
    const event = { eventName: ['INSERT'], dynamodb: { Keys: { record: { S: [{ prefix: 'event#' }] } } } }
    expect(patternsOf('Objects')).toEqual([event, { dynamodb: { Keys: { record: { S: ['state'] } } } }])
    for (const entity of entities.filter((name) => name !== 'Object'))
      expect(patternsOf(tableTitles[entity])).toEqual([event])
  })

  test('grants the function the bus, the streams and the dead-letter queue, and nothing else', () => {
    const stream = ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams']
    expect(grantsOf(template, 'EventsFunction')).toEqual(
      [
        'logs:CreateLogStream on EventsFunctionLogs',
        'logs:PutLogEvents on EventsFunctionLogs',
        'events:PutEvents on EventsBus',
        'sqs:SendMessage on EventsDeadLetterQueue',
        ...entities.flatMap((entity) =>
          stream.map((action) => `dynamodb:${action} on ${tableTitles[entity]}StoreTable`),
        ),
      ].sort(),
    )
  })

  test('sets for the function whether payloads, and what commands write, go onto the bus', () => {
    const variablesOf = (among: typeof template) => {
      const [, fn] = [...resources(among, 'AWS::Lambda::Function')].find(
        ([id]) => readable(id) === 'EventsFunction',
      ) ?? ['', { Properties: {} }]
      return Object(Object(fn.Properties).Environment).Variables
    }
    expect(variablesOf(template)).not.toHaveProperty('EVENT_PAYLOADS')
    expect(variablesOf(template)).not.toHaveProperty('EVENTS_OF_COMMANDS')
    const all = variablesOf(synthesizedFrom(everySetting))
    expect(all).toMatchObject({ EVENT_PAYLOADS: 'true', EVENTS_OF_COMMANDS: 'true' })
  })
})
