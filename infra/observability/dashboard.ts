import { Aws, Stack } from 'aws-cdk-lib'
import { Dashboard, type IMetric, type IWidget, Metric } from 'aws-cdk-lib/aws-cloudwatch'
import type { ILogGroup } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import { ownMetric, tableSum } from './metrics.ts'
import type { Watched, WatchedPipeline } from './watched.ts'
import { graph, logGraph, period } from './widgets.ts'

type OwnName = Parameters<typeof ownMetric>[1]

/** Shows the stack on one page: traffic, errors, backlog, outcomes, limits and what it costs. */
export class StackDashboard extends Construct {
  private readonly watched: Watched

  constructor(scope: Construct, id: string, watched: Watched) {
    super(scope, id)
    this.watched = watched
    new Dashboard(this, 'Dashboard', {
      // A dashboard's name is unique in an account across its regions.
      dashboardName: `${Stack.of(this).stackName}-${Aws.REGION}`,
      widgets: [this.traffic(), this.answers(), this.queues(), this.outcomes(), this.tables(), this.costs()],
    })
  }

  private traffic(): IWidget[] {
    const { api } = this.watched
    return [
      graph({
        title: 'Deliveries',
        unit: 'Deliveries',
        metrics: [this.count('Accepted'), this.count('Quarantined'), this.count('Refused')],
      }),
      graph({
        title: 'Messages sent, by queue',
        unit: 'Messages',
        metrics: this.each(({ queue }) => queue.metricNumberOfMessagesSent({ statistic: 'Sum', period })),
        stacked: true,
      }),
      graph({
        title: 'Response time',
        unit: 'Milliseconds',
        metrics: ['p50', 'p95', 'p99', 'Maximum'].map((statistic) =>
          api.metricLatency({ statistic, period, label: statistic }),
        ),
      }),
    ]
  }

  private answers(): IWidget[] {
    const { api, ingestFunction } = this.watched
    return [
      graph({
        title: 'Error responses',
        unit: 'Responses',
        metrics: [
          api.metricClientError({ statistic: 'Sum', period, label: '4xx' }),
          api.metricServerError({ statistic: 'Sum', period, label: '5xx' }),
        ],
      }),
      graph({
        title: 'Failed invocations, by function',
        unit: 'Invocations',
        metrics: [
          ingestFunction.metricErrors({ statistic: 'Sum', period, label: 'Ingest' }),
          ...this.each(({ consumer }) => consumer.metricErrors({ statistic: 'Sum', period })),
        ],
      }),
      graph({
        title: 'Throttled invocations, by function',
        unit: 'Invocations',
        metrics: [
          ingestFunction.metricThrottles({ statistic: 'Sum', period, label: 'Ingest' }),
          ...this.each(({ consumer }) => consumer.metricThrottles({ statistic: 'Sum', period })),
        ],
      }),
    ]
  }

  private queues(): IWidget[] {
    return [
      graph({
        title: 'Age of the oldest message, by queue',
        unit: 'Seconds',
        metrics: this.each(({ queue }) =>
          queue.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum', period }),
        ),
      }),
      graph({
        title: 'Waiting messages, by queue',
        unit: 'Messages',
        metrics: this.each(({ queue }) =>
          queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', period }),
        ),
      }),
      graph({
        title: 'Dead letters, by queue',
        unit: 'Messages',
        metrics: this.each(({ deadLetterQueue }) =>
          deadLetterQueue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', period }),
        ),
        stacked: true,
      }),
    ]
  }

  private outcomes(): IWidget[] {
    return [
      graph({
        title: 'Time from receipt to table',
        unit: 'Milliseconds',
        metrics: ['p50', 'p95', 'p99', 'Maximum'].map((statistic) =>
          ownMetric(this, 'AgeToStored', statistic, period).with({ label: statistic }),
        ),
      }),
      graph({
        title: 'Events stored, repeated, in conflict',
        unit: 'Events',
        metrics: [this.count('Stored'), this.count('Repeated'), this.count('Conflicts')],
      }),
      graph({
        title: 'Unknown activity types and triggers',
        unit: 'Deliveries',
        metrics: [this.count('UnknownActivityTypes'), this.count('UnknownTriggers')],
      }),
      logGraph({
        title: 'Quarantine by reason (deliveries)',
        logGroups: this.watched.pipelines.map(({ consumer }) => consumer.logGroup),
        query: [
          'fields reason',
          'filter message = "quarantined"',
          'stats count(*) as deliveries by bin(5m), reason',
        ],
      }),
      logGraph({
        title: 'Refused by reason (requests)',
        logGroups: [this.watched.ingestFunction.logGroup],
        query: [
          'fields reason',
          'filter message in ["refused", "quarantined"] and status >= 400',
          'stats count(*) as requests by bin(5m), reason',
        ],
      }),
      logGraph({
        title: 'Cold starts (count, and milliseconds at p95)',
        logGroups: this.functionLogs(),
        query: [
          'filter ispresent(coldStartMs)',
          'stats count(*) as coldStarts, pct(coldStartMs, 95) as milliseconds by bin(5m)',
        ],
      }),
    ]
  }

  private tables(): IWidget[] {
    const perTable = (name: string) => this.watched.pipelines.map((each) => tableSum(each, name, period))
    return [
      graph({
        title: 'DynamoDB throttles, by table including indexes',
        unit: 'Requests',
        metrics: this.watched.pipelines.flatMap((each) => [
          tableSum(each, 'ReadThrottleEvents', period).with({ label: `${each.name}, reads` }),
          tableSum(each, 'WriteThrottleEvents', period).with({ label: `${each.name}, writes` }),
        ]),
      }),
      graph({
        title: 'DynamoDB reads, by table including indexes',
        unit: 'Read units',
        metrics: perTable('ConsumedReadCapacityUnits'),
        stacked: true,
      }),
      graph({
        title: 'DynamoDB writes, by table including indexes',
        unit: 'Write units',
        metrics: perTable('ConsumedWriteCapacityUnits'),
        stacked: true,
      }),
    ]
  }

  private costs(): IWidget[] {
    const { api, ingestFunction, accessLogs, pipelines } = this.watched
    const functions = [
      { label: 'Ingest', each: ingestFunction },
      ...pipelines.map(({ name, consumer }) => ({ label: name, each: consumer })),
    ]
    return [
      graph({
        title: 'Cost: requests, invocations, messages',
        unit: 'Count',
        metrics: [
          api.metricCount({ statistic: 'Sum', period, label: 'API requests' }),
          ...functions.map(({ label, each }) =>
            each.metricInvocations({ statistic: 'Sum', period, label: `Invocations, ${label}` }),
          ),
          ...pipelines.map(({ name, queue }) =>
            queue.metricNumberOfEmptyReceives({ statistic: 'Sum', period, label: `Empty receives, ${name}` }),
          ),
        ],
      }),
      graph({
        title: 'Cost: duration of functions',
        unit: 'Milliseconds',
        metrics: functions.map(({ label, each }) => each.metricDuration({ statistic: 'Sum', period, label })),
        stacked: true,
      }),
      graph({
        title: 'Cost: logs',
        unit: 'Bytes',
        metrics: [
          logBytes(accessLogs, 'Access log'),
          ...functions.map(({ label, each }) => logBytes(each.logGroup, label)),
        ],
        stacked: true,
      }),
    ]
  }

  private each(metric: (pipeline: WatchedPipeline) => Metric): IMetric[] {
    return this.watched.pipelines.map((pipeline) => metric(pipeline).with({ label: pipeline.name }))
  }

  private count(name: OwnName): IMetric {
    return ownMetric(this, name, 'Sum', period)
  }

  private functionLogs(): ILogGroup[] {
    return [this.watched.ingestFunction, ...this.watched.pipelines.map(({ consumer }) => consumer)].map(
      ({ logGroup }) => logGroup,
    )
  }
}

function logBytes({ logGroupName }: ILogGroup, label: string): IMetric {
  return new Metric({
    namespace: 'AWS/Logs',
    metricName: 'IncomingBytes',
    dimensionsMap: { LogGroupName: logGroupName },
    statistic: 'Sum',
    period,
    label,
  })
}
