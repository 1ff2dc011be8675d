import { Duration } from 'aws-cdk-lib'
import { MathExpression, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import { Construct } from 'constructs'
import { tableTitles } from '../../shared/runtime/names.ts'
import type { Stage } from '../stages.ts'
import { AlarmTopic } from './alarm-topic.ts'
import { logCount, throttledRequest, throttledTable } from './log-count.ts'
import { ownMetric, sumOf } from './metrics.ts'
import { RunbookAlarm, type RunbookAlarmProps } from './runbook-alarm.ts'
import type { Watched, WatchedPipeline } from './watched.ts'

const fiveMinutes = Duration.minutes(5)
const quarterHour = Duration.minutes(15)
const hour = Duration.hours(1)

/** Without traffic most metrics have no data, which is no fault: the silence alarm watches for that. */
const quietIsFine = TreatMissingData.NOT_BREACHING

/**
 * The alarms, each with its section in the runbook. CloudWatch takes $0.10 a month for each metric that an
 * alarm reads, however they are joined: 31 metrics, $3.10 a stage.
 */
export class Alarms extends Construct {
  private readonly action: SnsAction

  constructor(scope: Construct, id: string, watched: Watched, stage: Stage) {
    super(scope, id)
    this.action = new SnsAction(new AlarmTopic(this, 'Topic', stage.alarmEmail))
    this.ofIngest(watched)
    for (const pipeline of watched.pipelines) this.ofPipeline(pipeline)
    this.ofTables(watched)
    this.ofContent()
    this.ofSilence(stage)
  }

  private ofIngest({ api, receiver, accessLogs }: Watched): void {
    this.add('IngestServerErrors', {
      impact: 'CommBox was told that deliveries failed, and may never send them again: data can be missing.',
      section: 'ingest-server-errors',
      metric: api.metricServerError(sumOver(fiveMinutes)),
      threshold: 1,
      periods: 1,
      missingData: quietIsFine,
    })
    this.add('IngestErrors', {
      impact: 'The function that takes webhooks crashes or runs out of time: data can be missing.',
      section: 'ingest-errors',
      metric: receiver.metricErrors(sumOver(fiveMinutes)),
      threshold: 1,
      periods: 1,
      missingData: quietIsFine,
    })
    const refused = logCount(this, {
      metricName: 'ThrottledRequests',
      logGroups: [accessLogs],
      pattern: throttledRequest,
      period: fiveMinutes,
    })
    this.add('IngestThrottles', {
      impact: 'Deliveries are turned away because there are too many at once: data can be missing.',
      section: 'ingest-throttles',
      metric: sumOf([refused, receiver.metricThrottles(sumOver(fiveMinutes))], 'Turned away', fiveMinutes),
      threshold: 1,
      periods: 1,
      missingData: quietIsFine,
    })
  }

  private ofPipeline({ name, queue, deadLetterQueue, consumer }: WatchedPipeline): void {
    const title = tableTitles[name]
    this.add(`DeadLetters${name}`, {
      impact: `Deliveries are missing from the ${title} table, and are deleted for good 14 days after they came.`,
      section: 'dead-letters',
      metric: deadLetterQueue.metricApproximateNumberOfMessagesVisible({
        statistic: 'Maximum',
        period: fiveMinutes,
      }),
      threshold: 1,
      periods: 1,
      // SQS falls silent about a queue that is empty and unused.
      missingData: quietIsFine,
    })
    this.add(`OldestMessage${name}`, {
      impact: `The ${title} table is more than ten minutes behind CommBox. Nothing is lost so far.`,
      section: 'oldest-message',
      metric: queue.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum', period: fiveMinutes }),
      threshold: 600,
      periods: 2,
      // As above: an empty queue has no oldest message.
      missingData: quietIsFine,
    })
    this.add(`ConsumerErrors${name}`, {
      impact: `What fills the ${title} table keeps crashing: it falls behind, then dead letters pile up.`,
      section: 'consumer-errors',
      metric: consumer.metricErrors(sumOver(fiveMinutes)),
      threshold: 1,
      // One crash is mended by the next attempt.
      periods: 3,
      missingData: quietIsFine,
    })
  }

  private ofTables({ pipelines }: Watched): void {
    this.add('TableThrottles', {
      impact: 'DynamoDB refuses work of the consumers: tables fall behind CommBox. Nothing is lost so far.',
      section: 'table-throttles',
      // DynamoDB's own metrics are one for each table, index and direction: an alarm would pay for 44.
      metric: logCount(this, {
        metricName: 'ThrottledWork',
        logGroups: pipelines.map(({ consumer }) => consumer.logGroup),
        pattern: throttledTable,
        period: fiveMinutes,
      }),
      threshold: 1,
      // A table on demand takes some minutes to grow with a burst.
      periods: 3,
      missingData: quietIsFine,
    })
  }

  private ofContent(): void {
    this.add('QuarantineRate', {
      impact:
        'More than one delivery in twenty is put aside as no event: those are in no table until replayed.',
      section: 'quarantine-rate',
      metric: new MathExpression({
        // Below five in a quarter of an hour, a share of few says nothing.
        expression: 'IF(aside >= 5, 100 * aside / SUM([aside, accepted]), 0)',
        usingMetrics: {
          aside: ownMetric(this, 'Quarantined', 'Sum', quarterHour),
          accepted: ownMetric(this, 'Accepted', 'Sum', quarterHour),
        },
        label: 'Quarantined, in percent',
        period: quarterHour,
      }),
      threshold: 5,
      periods: 1,
      missingData: quietIsFine,
    })
    this.add('Drift', {
      impact: 'CommBox sends something that this version does not know: it is kept, and not understood.',
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
      missingData: quietIsFine,
    })
  }

  private ofSilence({ silenceHours }: Stage): void {
    this.add('Silence', {
      impact: `No delivery was accepted for ${silenceHours} hours: CommBox may have stopped sending, or is refused.`,
      section: 'silence',
      metric: new MathExpression({
        // Else CloudWatch looks back past the hours without data for some with it, and is late.
        expression: 'FILL(accepted, 0)',
        usingMetrics: { accepted: ownMetric(this, 'Accepted', 'Sum', hour) },
        label: 'Accepted',
        period: hour,
      }),
      threshold: 1,
      isBelow: true,
      periods: silenceHours,
      // No data is what this alarm is about.
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
