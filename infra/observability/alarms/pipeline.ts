import { Duration } from 'aws-cdk-lib'
import { tableTitles } from '../../../shared/runtime/names.ts'
import type { WatchedPipeline } from '../watched.ts'
import { type AlarmSet, noDataIsFine } from './alarm-set.ts'

/** Deliveries that are not stored, or too late. */
export function pipelineAlarms(alarms: AlarmSet, { name, queue, deadLetterQueue }: WatchedPipeline): void {
  const title = tableTitles[name]
  alarms.addDeadLetters(`DeadLetters${name}`, deadLetterQueue, {
    impact: `Deliveries are missing from the ${title} table. SQS deletes them 14 days after they arrived.`,
    section: 'dead-letters',
  })
  alarms.add(`OldestMessage${name}`, {
    impact: `The ${title} table is more than five minutes behind CommBox: its consumer fails, or is too slow. Nothing is lost yet.`,
    section: 'oldest-message',
    metric: queue.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum', period: Duration.minutes(1) }),
    // A message that was received three times is not counted any more, and by then it is six to nine minutes old:
    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
    threshold: 300,
    periods: 1,
    // An empty queue has no oldest message.
    missingData: noDataIsFine,
  })
}
