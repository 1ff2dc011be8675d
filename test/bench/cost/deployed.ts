import * as v from 'valibot'
import type { Assembly } from '../../../infra/local/assembly.ts'
import { functionType, resourcesOf, shortName } from '../../../infra/local/resources.ts'
import { metricUnits } from '../../../shared/runtime/metrics.ts'

/** What the template says that has a price. */
export type Deployed = {
  /** MB. */
  ingestMemory: number
  consumerMemory: number
  batchSize: number
  batchWindow: number
  /** No limit if absent. */
  maximumConcurrency: number | undefined
  queues: number
  /** Seconds. */
  visibilityTimeout: number
  maxReceiveCount: number
  accessLogFormat: string
  /** Whether Lambda writes a line at the start and one at the end of each invocation. */
  writesSystemLog: boolean
  metrics: number
  alarmMetrics: number
  dashboards: number
}

const fn = v.object({
  MemorySize: v.number(),
  LoggingConfig: v.optional(v.object({ SystemLogLevel: v.optional(v.string(), 'INFO') }), {}),
})
const source = v.object({
  BatchSize: v.number(),
  MaximumBatchingWindowInSeconds: v.optional(v.number(), 0),
  ScalingConfig: v.optional(v.object({ MaximumConcurrency: v.number() })),
})
const queue = v.object({
  VisibilityTimeout: v.optional(v.number()),
  RedrivePolicy: v.optional(v.object({ maxReceiveCount: v.number() })),
})
const stage = v.object({ AccessLogSettings: v.object({ Format: v.string() }) })
const alarm = v.object({
  Metrics: v.optional(v.array(v.looseObject({ MetricStat: v.optional(v.unknown()) }))),
})

export function readDeployed(assembly: Assembly): Deployed {
  const of = <Output>(type: string, schema: v.GenericSchema<unknown, Output>) =>
    resourcesOf(assembly, type).map(({ id, properties }) => ({
      id: shortName(id),
      ...v.parse(schema, properties),
    }))
  const functions = of(functionType, fn)
  const ingest = functions.find(({ id }) => id === 'IngestFunction')
  const consumer = functions.find(({ id }) => id === 'ObjectPipelineConsumer')
  const sources = of('AWS::Lambda::EventSourceMapping', source)
  const [mapping] = sources
  const served = of('AWS::SQS::Queue', queue).find(({ RedrivePolicy }) => RedrivePolicy !== undefined)
  const [httpStage] = of('AWS::ApiGatewayV2::Stage', stage)
  if (!ingest || !consumer || !mapping || !httpStage || !served)
    throw new Error('the template lacks what was expected')
  const alarms = of('AWS::CloudWatch::Alarm', alarm)
  return {
    ingestMemory: ingest.MemorySize,
    consumerMemory: consumer.MemorySize,
    batchSize: mapping.BatchSize,
    batchWindow: mapping.MaximumBatchingWindowInSeconds,
    maximumConcurrency: mapping.ScalingConfig?.MaximumConcurrency,
    queues: sources.length,
    visibilityTimeout: served.VisibilityTimeout ?? 30,
    maxReceiveCount: served.RedrivePolicy?.maxReceiveCount ?? 1,
    accessLogFormat: httpStage.AccessLogSettings.Format,
    writesSystemLog: ingest.LoggingConfig.SystemLogLevel !== 'WARN',
    metrics: new Set([...Object.keys(metricUnits), ...namesOfFilters(assembly)]).size,
    alarmMetrics: alarms.reduce(
      (count, { Metrics }) =>
        count + (Metrics?.filter(({ MetricStat }) => MetricStat !== undefined).length ?? 1),
      0,
    ),
    dashboards: resourcesOf(assembly, 'AWS::CloudWatch::Dashboard').length,
  }
}

/** The metrics that filters of log lines make. Several log groups count into one. */
function namesOfFilters(assembly: Assembly): Set<string> {
  const transformations = resourcesOf(assembly, 'AWS::Logs::MetricFilter').flatMap(({ properties }) => [
    properties.MetricTransformations,
  ])
  return new Set(transformations.flat().map((each) => String(Object(each).MetricName)))
}
