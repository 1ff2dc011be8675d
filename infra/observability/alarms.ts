import { Duration } from 'aws-cdk-lib'
import { type IMetric, MathExpression, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import { Construct } from 'constructs'
import { tableTitles } from '../../shared/runtime/names.ts'
import type { Stage } from '../stage.ts'
import { AlarmTopic } from './alarm-topic.ts'
import { acceptedBy, logCount, notStorable, throttledRequest, throttledTable } from './log-count.ts'
import { ownMetric, sumOf } from './metrics.ts'
import { RunbookAlarm, type RunbookAlarmProps } from './runbook-alarm.ts'
import type { Watched, WatchedPipeline } from './watched.ts'

const minute = Duration.minutes(1)
const fiveMinutes = Duration.minutes(5)
const quarterHour = Duration.minutes(15)
const hour = Duration.hours(1)

/** Without traffic most metrics have no data. That is not a fault: the silence alarm watches for it. */
const noDataIsFine = TreatMissingData.NOT_BREACHING

/**
 * Creates the alarms, each with a section in the runbook. CloudWatch charges $0.10 a month for each metric that
 * an alarm reads, also within an expression: 24 metrics, $2.40 a stage, and one for each trigger in `silenceHoursOf`.
 */
export class Alarms extends Construct {
  private readonly action: SnsAction

  constructor(scope: Construct, id: string, watched: Watched, stage: Stage) {
    super(scope, id)
    this.action = new SnsAction(new AlarmTopic(this, 'Topic', stage.alarmEmail))
    this.addIngestAlarms(watched)
    for (const pipeline of watched.pipelines) this.addPipelineAlarms(pipeline)
    this.addTableAlarms(watched)
    this.addContentAlarms(watched)
    this.addSilenceAlarms(watched, stage)
  }

  private addIngestAlarms({ api, accessLogs }: Watched): void {
    this.add('IngestServerErrors', {
      impact: 'CommBox got errors for some deliveries and may not send them again: data can be missing.',
      section: 'ingest-server-errors',
      metric: api.metricServerError(sumOver(fiveMinutes)),
      threshold: 1,
      periods: 1,
      missingData: noDataIsFine,
    })
    this.add('IngestThrottles', {
      impact: 'Deliveries are refused because too many arrive at once: data can be missing.',
      section: 'ingest-throttles',
      metric: logCount(this, {
        metricName: 'ThrottledRequests',
        logGroups: [accessLogs],
        pattern: throttledRequest,
        period: fiveMinutes,
      }),
      threshold: 1,
      periods: 1,
      missingData: noDataIsFine,
    })
    this.add('RefusedDeliveries', {
      impact:
        'Deliveries are refused for their token, URL or content. CommBox may not send them again: data can be missing.',
      section: 'refused-deliveries',
      metric: ownMetric(this, 'Refused', 'Sum', fiveMinutes),
      threshold: 1,
      periods: 1,
      missingData: noDataIsFine,
    })
  }

  private addPipelineAlarms({ name, queue, deadLetterQueue }: WatchedPipeline): void {
    const title = tableTitles[name]
    this.add(`DeadLetters${name}`, {
      impact: `Deliveries are missing from the ${title} table. SQS deletes them 14 days after they arrived.`,
      section: 'dead-letters',
      metric: deadLetterQueue.metricApproximateNumberOfMessagesVisible({
        statistic: 'Maximum',
        period: fiveMinutes,
      }),
      threshold: 1,
      periods: 1,
      // SQS reports no metrics for a queue that is empty and unused.
      missingData: noDataIsFine,
    })
    this.add(`OldestMessage${name}`, {
      impact: `The ${title} table is more than five minutes behind CommBox: its consumer fails, or is too slow. Nothing is lost yet.`,
      section: 'oldest-message',
      metric: queue.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum', period: minute }),
      // A message that was received three times is not counted any more, and by then it is six to nine minutes old:
      // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
      threshold: 300,
      periods: 1,
      // As above: an empty queue has no oldest message.
      missingData: noDataIsFine,
    })
  }

  private addTableAlarms({ pipelines }: Watched): void {
    this.add('TableThrottles', {
      impact: 'DynamoDB throttles the consumers: tables are falling behind CommBox. Nothing is lost yet.',
      section: 'table-throttles',
      // DynamoDB has one metric per table, index and direction: an alarm on them would pay for 44.
      metric: logCount(this, {
        metricName: 'ThrottledWork',
        logGroups: pipelines.map(({ consumer }) => consumer.logGroup),
        pattern: throttledTable,
        period: fiveMinutes,
      }),
      threshold: 1,
      // An on-demand table needs some minutes to scale up for a burst.
      periods: 3,
      missingData: noDataIsFine,
    })
  }

  private addContentAlarms({ pipelines }: Watched): void {
    this.add('QuarantineRate', {
      impact: 'More than 5 % of deliveries go to quarantine: no table has them until they are replayed.',
      section: 'quarantine-rate',
      metric: new MathExpression({
        // A percentage of fewer than five in a quarter of an hour says nothing.
        expression: 'IF(quarantined >= 5, 100 * quarantined / SUM([quarantined, accepted]), 0)',
        usingMetrics: {
          quarantined: ownMetric(this, 'Quarantined', 'Sum', quarterHour),
          accepted: ownMetric(this, 'Accepted', 'Sum', quarterHour),
        },
        label: 'Quarantined, percent',
        period: quarterHour,
      }),
      threshold: 5,
      periods: 1,
      missingData: noDataIsFine,
    })
    this.add('NotStorable', {
      impact: 'DynamoDB refuses an event for good: its table does not have it. Quarantine has the delivery.',
      section: 'not-storable',
      metric: logCount(this, {
        metricName: 'NotStorable',
        logGroups: pipelines.map(({ consumer }) => consumer.logGroup),
        pattern: notStorable,
        period: fiveMinutes,
      }),
      threshold: 1,
      periods: 1,
      missingData: noDataIsFine,
    })
    this.add('Drift', {
      impact:
        'CommBox sends a type or trigger that this version does not know: it is kept, but not interpreted.',
      section: 'drift',
      metric: sumOf(
        [
          ownMetric(this, 'UnknownActivityTypes', 'Sum', hour),
          ownMetric(this, 'UnknownTriggers', 'Sum', hour),
        ],
        'Unknown types and triggers',
        hour,
      ),
      threshold: 1,
      periods: 1,
      missingData: noDataIsFine,
    })
  }

  private addSilenceAlarms({ ingestFunction }: Watched, { silenceHours, silenceHoursOf }: Stage): void {
    this.addSilence('Silence', ownMetric(this, 'Accepted', 'Sum', hour), 'No delivery', silenceHours)
    for (const [name, hours] of Object.entries(silenceHoursOf)) {
      const [entity = '', trigger = ''] = name.split('.')
      const accepted = logCount(this, {
        metricName: `Accepted${entity}${trigger}`,
        logGroups: [ingestFunction.logGroup],
        pattern: acceptedBy(entity, trigger),
        period: hour,
      })
      this.addSilence(`Silence${entity}${trigger}`, accepted, `No ${name}`, hours)
    }
  }

  private addSilence(id: string, accepted: IMetric, what: string, hours: number): void {
    this.add(id, {
      impact: `${what} was accepted for ${hours} hours: CommBox stopped sending, or its deliveries are refused.`,
      section: 'silence',
      metric: new MathExpression({
        // Without FILL, CloudWatch skips hours without data and looks further back, and the alarm is late.
        expression: 'FILL(accepted, 0)',
        usingMetrics: { accepted },
        label: 'Accepted',
        period: hour,
      }),
      threshold: 1,
      isBelow: true,
      periods: hours,
      // This alarm is about missing data.
      missingData: TreatMissingData.BREACHING,
    })
  }

  private add(id: string, props: Omit<RunbookAlarmProps, 'action'>): void {
    new RunbookAlarm(this, id, { ...props, action: this.action })
  }
}

function sumOver(period: Duration) {
  return { statistic: 'Sum', period }
}
