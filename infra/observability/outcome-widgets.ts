import type { IWidget } from 'aws-cdk-lib/aws-cloudwatch'
import type { Construct } from 'constructs'
import { ownMetric } from './metrics.ts'
import type { Watched } from './watched.ts'
import { graph, logGraph, period } from './widgets.ts'

/** What became of the deliveries, and how soon. @param scope in the stack whose metrics they are */
export function outcomeWidgets(scope: Construct, { ingestFunction, pipelines }: Watched): IWidget[] {
  const count = (name: Parameters<typeof ownMetric>[1]) => ownMetric(scope, name, 'Sum', period)
  const consumers = pipelines.map(({ consumer }) => consumer)
  return [
    graph({
      title: 'Time from receipt to table',
      unit: 'Milliseconds',
      metrics: ['p50', 'p95', 'p99', 'Maximum'].map((statistic) =>
        ownMetric(scope, 'AgeToStored', statistic, period).with({ label: statistic }),
      ),
    }),
    graph({
      title: 'Events stored, repeated, in conflict',
      unit: 'Events',
      metrics: [count('Stored'), count('Repeated'), count('Conflicts')],
    }),
    graph({
      title: 'Unknown activity types, triggers, members and values',
      unit: 'Deliveries',
      metrics: [count('UnknownActivityTypes'), count('UnknownTriggers'), count('Drift')],
    }),
    logGraph({
      title: 'Quarantine by reason (deliveries)',
      logGroups: consumers.map(({ logGroup }) => logGroup),
      query: [
        'fields reason',
        'filter message = "quarantined"',
        'stats count(*) as deliveries by bin(5m), reason',
      ],
    }),
    logGraph({
      title: 'Refused by reason (requests)',
      logGroups: [ingestFunction.logGroup],
      query: [
        'fields reason',
        'filter message in ["refused", "quarantined"] and status >= 400',
        'stats count(*) as requests by bin(5m), reason',
      ],
    }),
    logGraph({
      title: 'Cold starts (count, and milliseconds at p95)',
      logGroups: [ingestFunction, ...consumers].map(({ logGroup }) => logGroup),
      query: [
        'filter ispresent(coldStartMs)',
        'stats count(*) as coldStarts, pct(coldStartMs, 95) as milliseconds by bin(5m)',
      ],
    }),
  ]
}
