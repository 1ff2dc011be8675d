import { Aws, Stack } from 'aws-cdk-lib'
import { Dashboard, type IMetric, type IWidget, type Metric } from 'aws-cdk-lib/aws-cloudwatch'
import { Construct } from 'constructs'
import { costWidgets } from './cost-widgets.ts'
import { ownMetric, tableSum } from './metrics.ts'
import { outcomeWidgets } from './outcome-widgets.ts'
import type { Watched, WatchedPipeline } from './watched.ts'
import { graph, period } from './widgets.ts'

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
      widgets: [
        this.traffic(),
        this.answers(),
        this.queues(),
        outcomeWidgets(this, this.watched),
        this.tables(),
        costWidgets(this.watched),
      ],
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

  private each(metric: (pipeline: WatchedPipeline) => Metric): IMetric[] {
    return this.watched.pipelines.map((pipeline) => metric(pipeline).with({ label: pipeline.name }))
  }

  private count(name: OwnName): IMetric {
    return ownMetric(this, name, 'Sum', period)
  }
}
