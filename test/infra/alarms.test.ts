import { describe, expect, test } from 'vitest'
import { filtered, metricUnits } from '../../shared/runtime/metrics.ts'
import { pipelines, tableTitles } from '../../shared/runtime/names.ts'
import {
  everySetting,
  type Resource,
  readable,
  resources,
  synthesized,
  synthesizedFrom,
  target,
} from './synthesized.ts'

type Template = ReturnType<typeof synthesized>

const template = synthesized()

/** Alarms by their readable ids. */
function alarmsOf(among: Template) {
  return new Map(
    [...resources(among, 'AWS::CloudWatch::Alarm')].map(([id, { Properties }]) => [
      readable(id).replace(/^Alarms/, ''),
      Properties,
    ]),
  )
}
const alarms = alarmsOf(template)

type Reading = { name: string; of: string; statistic: unknown; period: unknown }

/** The metrics that an alarm reads: directly, or in its expression. */
function readingsOf(alarm: Record<string, unknown> = {}): Reading[] {
  const reading = (metric: object, { Stat, Statistic, Period }: Record<string, unknown>) => {
    const { Namespace, MetricName, Dimensions = [] } = Object(metric)
    const of = Dimensions.map(({ Value }: { Value: unknown }) =>
      typeof Value === 'string' ? Value : readable(target(Value)),
    )
    return { name: `${Namespace} ${MetricName}`, of: of.join(), statistic: Stat ?? Statistic, period: Period }
  }
  if (!alarm.Metrics) return [reading(alarm, alarm)]
  return [alarm.Metrics]
    .flat()
    .map((each) => Object(each).MetricStat)
    .filter((stat) => stat !== undefined)
    .map((stat) => reading(stat.Metric, stat))
}

function expressionOf(alarm: Record<string, unknown> = {}): string {
  return (
    [alarm.Metrics]
      .flat()
      .map((each) => Object(each).Expression)
      .find(Boolean) ?? ''
  )
}

const own = (name: string) => `CommBoxWebhooks ${name}`
const fromFilter = (name: string) => `CommBoxWebhooks/CommBoxWebhooks ${name}`

describe('alarms', () => {
  test('there are alarms of ingest, two of each pipeline, and alarms of tables and content', () => {
    expect([...alarms.keys()].sort()).toEqual(
      [
        'IngestServerErrors',
        'IngestThrottles',
        'RefusedDeliveries',
        ...pipelines.flatMap((name) => [`DeadLetters${name}`, `OldestMessage${name}`]),
        'TableThrottles',
        'QuarantineRate',
        'NotStorable',
        'Drift',
        'Silence',
      ].sort(),
    )
  })

  test('each notifies the topic when it is raised and when it ends', () => {
    const [topic] = resources(template, 'AWS::SNS::Topic').keys()
    for (const { AlarmActions, OKActions, ActionsEnabled } of alarms.values()) {
      expect([AlarmActions, OKActions, ActionsEnabled]).toEqual([
        [{ Ref: topic }],
        [{ Ref: topic }],
        undefined,
      ])
    }
  })

  test('each states its impact', () => {
    for (const { AlarmDescription } of alarms.values()) {
      const [impact = ''] = String(AlarmDescription).split(' What to do: ')
      expect(impact).toMatch(/^[A-Z].{40,}\.$/)
      expect(String(AlarmDescription).length).toBeLessThan(1024)
    }
  })

  test('missing data is not a fault, except for silence', () => {
    for (const [id, { TreatMissingData }] of alarms) {
      expect({ id, TreatMissingData }).toEqual({
        id,
        TreatMissingData: id === 'Silence' ? 'breaching' : 'notBreaching',
      })
    }
  })

  test('they read 24 metrics, which CloudWatch charges for, one for each trigger with hours of its own, and two of an event bus', () => {
    expect([...alarms.values()].flatMap(readingsOf)).toHaveLength(24)
    expect([...alarmsOf(synthesizedFrom(everySetting)).values()].flatMap(readingsOf)).toHaveLength(28)
  })

  test('our own metrics that they read are counted by the functions, under the name of the stack', () => {
    const ofOurs = [...alarms.values()]
      .flatMap(readingsOf)
      .filter(({ name }) => name.startsWith('CommBoxWebhooks '))
    for (const { name, of } of ofOurs) {
      expect(Object.keys(metricUnits)).toContain(name.replace('CommBoxWebhooks ', ''))
      expect(of).toBe('CommBoxWebhooks')
    }
    expect(ofOurs).toHaveLength(4)
  })

  test('the metrics of ordinary deliveries are made of log lines by filters, and Accepted is read by two alarms', () => {
    expect(filtered.map((name) => [name, filterOf(name).length])).toEqual([
      ['Accepted', 1],
      ['Stored', 6],
      ['AgeToStored', 6],
    ])
    for (const name of filtered)
      for (const { FilterPattern, MetricTransformations } of filterOf(name)) {
        expect(FilterPattern).toBe(`{ $.${name} >= 0 }`)
        expect(MetricTransformations).toMatchObject([
          { MetricNamespace: 'CommBoxWebhooks/CommBoxWebhooks', MetricValue: `$.${name}` },
        ])
      }
    const [accepted] = filterOf('Accepted')
    expect(readable(target(accepted?.LogGroupName))).toBe('IngestFunctionLogs')
    const read = [...alarms.values()].flatMap(readingsOf).map(({ name }) => name)
    expect(read.filter((name) => name === fromFilter('Accepted'))).toHaveLength(2)
  })
})

describe('of ingest', () => {
  test.each([
    ['IngestServerErrors', ['AWS/ApiGateway 5xx']],
    ['IngestThrottles', ['CommBoxWebhooks/CommBoxWebhooks ThrottledRequests']],
    ['RefusedDeliveries', ['CommBoxWebhooks Refused']],
    ['NotStorable', ['CommBoxWebhooks/CommBoxWebhooks NotStorable']],
  ])('%s is raised by a single occurrence', (id, names) => {
    const alarm = alarms.get(id)
    expect(readingsOf(alarm).map(({ name }) => name)).toEqual(names)
    expect(readingsOf(alarm)).toEqual(
      names.map(() => expect.objectContaining({ statistic: 'Sum', period: 300 })),
    )
    expect(alarm).toMatchObject({
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      EvaluationPeriods: 1,
    })
  })

  test('requests that the API throttled are found by their status in its access log', () => {
    const filter = filterOf('ThrottledRequests')[0]
    expect(filter?.FilterPattern).toBe('{ $.status = "429" }')
    expect(readable(target(filter?.LogGroupName))).toBe('IngestAccessLogs')
    const [stage] = resources(template, 'AWS::ApiGatewayV2::Stage').values()
    const { Format } = Object(stage?.Properties.AccessLogSettings)
    expect(JSON.parse(Format)).toMatchObject({ status: '$context.status' })
  })
})

/** The metric filters of a metric. */
function filterOf(metricName: string, among = template) {
  return [...resources(among, 'AWS::Logs::MetricFilter').values()]
    .map(({ Properties }: Resource) => Properties)
    .filter(
      ({ MetricTransformations }) => Object([MetricTransformations].flat()[0]).MetricName === metricName,
    )
}

describe.each(pipelines)('of the pipeline of %s', (name) => {
  test('a single dead letter raises one', () => {
    const alarm = alarms.get(`DeadLetters${name}`)
    expect(readingsOf(alarm)).toEqual([
      {
        name: 'AWS/SQS ApproximateNumberOfMessagesVisible',
        of: `${name}PipelineDeadLetterQueue`,
        statistic: 'Maximum',
        period: 300,
      },
    ])
    expect(alarm).toMatchObject({ Threshold: 1, EvaluationPeriods: 1 })
    expect(alarm?.AlarmDescription).toContain(`the ${tableTitles[name]} table`)
  })

  // SQS leaves a message that was received three times out of this age. A failing message is received every three
  // minutes, so that it is not counted after six to nine:
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
  test('a message that is five minutes old raises one within a minute, before SQS leaves it out', () => {
    const alarm = alarms.get(`OldestMessage${name}`)
    expect(readingsOf(alarm)).toEqual([
      {
        name: 'AWS/SQS ApproximateAgeOfOldestMessage',
        of: `${name}PipelineQueue`,
        statistic: 'Maximum',
        period: 60,
      },
    ])
    expect(alarm).toMatchObject({ Threshold: 300, EvaluationPeriods: 1 })
    const queue = [...resources(template, 'AWS::SQS::Queue')].find(
      ([id]) => readable(id) === `${name}PipelineQueue`,
    )
    expect(Number(queue?.[1].Properties.VisibilityTimeout) * 2).toBeGreaterThanOrEqual(
      Number(alarm?.Threshold),
    )
  })
})

describe('of tables and content', () => {
  test('DynamoDB throttles a consumer in three periods in a row', () => {
    const filters = filterOf('ThrottledWork')
    expect(filters.map(({ LogGroupName }) => readable(target(LogGroupName)))).toEqual(
      expect.arrayContaining(pipelines.map((name) => `${name}PipelineConsumerLogs`)),
    )
    for (const { FilterPattern } of filters) {
      for (const error of [
        'ProvisionedThroughputExceededException',
        'ThrottlingException',
        'UnprocessedError',
      ]) {
        expect(FilterPattern).toContain(`($.error = "${error}")`)
      }
    }
    expect(readingsOf(alarms.get('TableThrottles'))).toMatchObject([
      { name: 'CommBoxWebhooks/CommBoxWebhooks ThrottledWork' },
    ])
    expect(alarms.get('TableThrottles')).toMatchObject({ Threshold: 1, EvaluationPeriods: 3 })
  })

  test('5 % and at least five go to quarantine in a quarter of an hour', () => {
    const alarm = alarms.get('QuarantineRate')
    expect(readingsOf(alarm)).toMatchObject([
      { name: own('Quarantined'), period: 900 },
      { name: fromFilter('Accepted'), period: 900 },
    ])
    expect(expressionOf(alarm)).toBe(
      'IF(quarantined >= 5, 100 * quarantined / SUM([quarantined, accepted]), 0)',
    )
    expect(alarm).toMatchObject({ Threshold: 5, EvaluationPeriods: 1 })
  })

  test('a single unknown type or trigger', () => {
    expect(readingsOf(alarms.get('Drift')).map(({ name }) => name)).toEqual([
      own('UnknownActivityTypes'),
      own('UnknownTriggers'),
    ])
    expect(alarms.get('Drift')).toMatchObject({ Threshold: 1, EvaluationPeriods: 1 })
  })

  test.each([
    ['dev', template, 168],
    ['a stage that says so', synthesizedFrom(everySetting), 6],
  ])('nothing was accepted for the silence hours of %s', (_, among, hours) => {
    const alarm = alarmsOf(among).get('Silence')
    expect(readingsOf(alarm)).toMatchObject([{ statistic: 'Sum', period: 3600 }])
    expect(expressionOf(alarm)).toBe('FILL(accepted, 0)')
    expect(alarm).toMatchObject({
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      EvaluationPeriods: hours,
    })
    expect(alarm?.AlarmDescription).toContain(`for ${hours} hours`)
  })
})

describe('the silence of a single trigger', () => {
  const configured = synthesizedFrom(everySetting)

  test.each([
    ['Object', 'OnNewChild', 3],
    ['User', 'Login', 72],
  ])('of %s %s raises an alarm after its hours', (entity, trigger, hours) => {
    const alarm = alarmsOf(configured).get(`Silence${entity}${trigger}`)
    expect(readingsOf(alarm)).toMatchObject([{ statistic: 'Sum', period: 3600 }])
    expect(alarm).toMatchObject({ Threshold: 1, EvaluationPeriods: hours, TreatMissingData: 'breaching' })
    expect(alarm?.AlarmDescription).toMatch(`No ${entity}.${trigger} was accepted for ${hours} hours`)
    const [filter] = filterOf(`Accepted${entity}${trigger}`, configured)
    expect(filter?.FilterPattern).toBe(
      `{ ($.message = "accepted") && ($.entity = "${entity}") && ($.trigger = "${trigger}") }`,
    )
    expect(readable(target(filter?.LogGroupName))).toBe('IngestFunctionLogs')
  })
})

describe('the topic', () => {
  const configured = synthesizedFrom(everySetting)

  test('notifies the address of the stage, and nobody if it has none', () => {
    const [subscription] = resources(configured, 'AWS::SNS::Subscription').values()
    expect(subscription?.Properties).toMatchObject({ Protocol: 'email', Endpoint: 'on-call@example.com' })
    expect(template.findResources('AWS::SNS::Subscription')).toEqual({})
  })

  // An alarm goes from INSUFFICIENT_DATA to OK with its first data. The filter reads CloudWatch's message:
  // https://docs.aws.amazon.com/sns/latest/dg/and-or-logic.html
  test('sends an e-mail when an alarm is raised or ends, and none after the first deployment', () => {
    const [subscription] = resources(configured, 'AWS::SNS::Subscription').values()
    expect(subscription?.Properties).toMatchObject({
      FilterPolicyScope: 'MessageBody',
      FilterPolicy: { $or: [{ NewStateValue: ['ALARM'] }, { OldStateValue: ['ALARM'] }] },
    })
  })

  test('accepts only alarms of this account, and only over TLS', () => {
    const [policy] = resources(template, 'AWS::SNS::TopicPolicy').values()
    expect(Object(policy?.Properties.PolicyDocument).Statement).toMatchObject([
      { Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      {
        Effect: 'Allow',
        Action: 'sns:Publish',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      },
    ])
  })
})
