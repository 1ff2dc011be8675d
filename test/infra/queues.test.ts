import { Match } from 'aws-cdk-lib/assertions'
import { describe, expect, test } from 'vitest'
import { pipelines } from '../../shared/runtime/names.ts'
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
const queues = resources(template, 'AWS::SQS::Queue')
const mappings = resources(template, 'AWS::Lambda::EventSourceMapping')
const functions = resources(template, 'AWS::Lambda::Function')

/** Each main queue with its consumer. */
const consumed = [...mappings.values()].map(({ Properties }) => ({
  mapping: Properties,
  queue: queues.get(target(Properties.EventSourceArn))?.Properties ?? {},
  consumer: functions.get(functionBehind(template, Properties.FunctionName))?.Properties ?? {},
}))

describe('queues', () => {
  test('every entity, and quarantine, has a queue, a dead-letter queue and a consumer', () => {
    expect(queues.size).toBe(2 * pipelines.length)
    expect(
      new Set([...mappings.values()].map(({ Properties }) => target(Properties.EventSourceArn))).size,
    ).toBe(7)
    expect(
      new Set(
        [...mappings.values()].map(({ Properties }) => functionBehind(template, Properties.FunctionName)),
      ).size,
    ).toBe(7)
  })

  test('a received message is invisible for six timeouts of its consumer', () => {
    for (const { queue, consumer } of consumed) {
      expect(consumer.Timeout).toBeGreaterThan(0)
      expect(queue.VisibilityTimeout).toBe(6 * Number(consumer.Timeout))
    }
  })

  test('a message that failed five times moves to the dead-letter queue of its queue', () => {
    const deadLetterQueues = consumed.map(({ queue }) => {
      expect(queue.RedrivePolicy).toMatchObject({ maxReceiveCount: 5 })
      const { deadLetterTargetArn } = Object(queue.RedrivePolicy)
      return target(deadLetterTargetArn)
    })
    expect(new Set(deadLetterQueues).size).toBe(pipelines.length)
    for (const id of deadLetterQueues) expect(queues.get(id)?.Properties.RedrivePolicy).toBeUndefined()
  })

  test('both queues keep messages for 14 days', () => {
    for (const { Properties } of queues.values()) {
      expect(Properties.MessageRetentionPeriod).toBe(14 * 24 * 60 * 60)
    }
  })

  test('a batch of at most ten is delivered at once, and its messages fail one by one', () => {
    for (const { mapping } of consumed) {
      expect(mapping.BatchSize).toBe(10)
      expect(mapping.MaximumBatchingWindowInSeconds).toBeUndefined()
      expect(mapping.FunctionResponseTypes).toEqual(['ReportBatchItemFailures'])
    }
  })

  test('a consumer uses at most 20 of the concurrent invocations that ingest needs too', () => {
    for (const { mapping } of consumed) expect(mapping.ScalingConfig).toEqual({ MaximumConcurrency: 20 })
  })

  test('a stage may choose no limit, so that Lambda keeps fewer pollers at a quiet queue', () => {
    const unlimited = synthesizedFrom({ isProduction: false, consumers: { batchSize: 10, batchWindow: 0 } })
    const mappings = [...resources(unlimited, 'AWS::Lambda::EventSourceMapping').values()]
    expect(mappings).toHaveLength(7)
    for (const { Properties } of mappings) expect(Properties.ScalingConfig).toBeUndefined()
  })

  test('batches and concurrency are those of the stage, and the visibility timeout follows from them', () => {
    const configured = synthesizedFrom(everySetting)
    const all = resources(configured, 'AWS::SQS::Queue')
    const mappings = [...resources(configured, 'AWS::Lambda::EventSourceMapping').values()]
    for (const { Properties } of mappings.filter((each) => !('StartingPosition' in each.Properties))) {
      expect(Properties).toMatchObject({
        BatchSize: 9,
        MaximumBatchingWindowInSeconds: 2,
        ScalingConfig: { MaximumConcurrency: 7 },
      })
      expect(all.get(target(Properties.EventSourceArn))?.Properties.VisibilityTimeout).toBe(6 * 30 + 2)
    }
  })

  test('messages are encrypted at rest', () => {
    for (const { Properties } of queues.values()) expect(Properties.SqsManagedSseEnabled).toBe(true)
  })

  test('messages are encrypted with the key of a stage that has one', () => {
    const all = resources(synthesizedFrom(everySetting), 'AWS::SQS::Queue')
    expect(all.size).toBe(2 * pipelines.length + 1)
    for (const [id, { Properties }] of all) {
      // It takes what EventBridge cannot encrypt or decrypt with that key.
      if (readable(id) === 'EventsDeadLetterQueue') continue
      expect(Properties.KmsMasterKeyId).toBe(everySetting.encryptionKeyArn)
      expect(Properties.SqsManagedSseEnabled).not.toBe(true)
    }
  })

  test('a request without TLS is refused on every queue', () => {
    for (const id of queues.keys()) {
      template.hasResourceProperties('AWS::SQS::QueuePolicy', {
        Queues: [{ Ref: id }],
        PolicyDocument: {
          Statement: Match.arrayWith([
            Match.objectLike({
              Effect: 'Deny',
              Action: 'sqs:*',
              Principal: { AWS: '*' },
              Resource: { 'Fn::GetAtt': [id, 'Arn'] },
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            }),
          ]),
        },
      })
    }
  })
})
