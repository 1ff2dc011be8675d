import type { Construct } from 'constructs'
import type { Stage } from '../stage.ts'
import { AlarmSet } from './alarms/alarm-set.ts'
import { contentAlarms } from './alarms/content.ts'
import { eventAlarms } from './alarms/events.ts'
import { ingestAlarms } from './alarms/ingest.ts'
import { pipelineAlarms } from './alarms/pipeline.ts'
import { silenceAlarms } from './alarms/silence.ts'
import { tableAlarms } from './alarms/tables.ts'
import type { Watched } from './watched.ts'

/**
 * Creates the alarms, each with a section in the runbook. CloudWatch charges $0.10 a month for each metric that
 * an alarm reads, also within an expression: 24 metrics, $2.40 a stage, one for each trigger in `silenceHoursOf`, and two of an event
 * bus.
 */
export class Alarms extends AlarmSet {
  constructor(scope: Construct, id: string, watched: Watched, stage: Stage) {
    super(scope, id, stage.alarmEmail)
    ingestAlarms(this, watched)
    for (const pipeline of watched.pipelines) pipelineAlarms(this, pipeline)
    tableAlarms(this, watched)
    contentAlarms(this)
    silenceAlarms(this, watched, stage)
    if (watched.events) eventAlarms(this, watched.events)
  }
}
