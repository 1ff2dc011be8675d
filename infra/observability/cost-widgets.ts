import { type IMetric, type IWidget, Metric } from 'aws-cdk-lib/aws-cloudwatch'
import type { ILogGroup } from 'aws-cdk-lib/aws-logs'
import type { Watched } from './watched.ts'
import { graph, period } from './widgets.ts'

/** What the stack costs: requests, duration and logs. */
export function costWidgets({ api, ingestFunction, accessLogs, pipelines }: Watched): IWidget[] {
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
