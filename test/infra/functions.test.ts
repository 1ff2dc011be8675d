import { describe, expect, test } from 'vitest'
import { entities, environment, pipelines, tableTitles } from '../../shared/names.ts'
import { readable, resources, synthesized, target, tokenHash } from './synthesized.ts'

const template = synthesized()
const functions = new Map(
  [...resources(template, 'AWS::Lambda::Function')].map(([id, { Properties }]) => [readable(id), Properties]),
)
const logGroups = resources(template, 'AWS::Logs::LogGroup')

/** Variables of a function; a reference as the readable name of what it refers to. */
function variablesOf(id: string): Record<string, string> {
  const { Variables } = Object(functions.get(id)?.Environment)
  return Object.fromEntries(
    Object.entries(Object(Variables)).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : readable(target(value)),
    ]),
  )
}

describe('functions', () => {
  test('there is ingest, and a consumer for each entity and for quarantine', () => {
    expect([...functions.keys()].sort()).toEqual(
      ['IngestReceiver', ...pipelines.map((pipeline) => `${pipeline}PipelineConsumer`)].sort(),
    )
  })

  test('all run on Node 24 and arm64', () => {
    for (const properties of functions.values()) {
      expect(properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] })
    }
  })

  test('ingest knows the token hashes, the bucket and the seven queues', () => {
    expect(variablesOf('IngestReceiver')).toEqual({
      STACK_NAME: 'CommBoxWebhooks',
      [environment.tokenHashes]: tokenHash,
      BUCKET_NAME: 'LargeBodiesBucket',
      ...Object.fromEntries(
        pipelines.map((pipeline) => [environment.queueUrl(pipeline), `${pipeline}PipelineQueue`]),
      ),
    })
  })

  test.each(entities)(
    'the consumer of %s knows its entity, its table, the bucket and quarantine',
    (entity) => {
      expect(variablesOf(`${entity}PipelineConsumer`)).toEqual({
        STACK_NAME: 'CommBoxWebhooks',
        ENTITY: entity,
        TABLE_NAME: `${tableTitles[entity]}StoreTable`,
        BUCKET_NAME: 'LargeBodiesBucket',
        QUARANTINE_TABLE_NAME: 'QuarantineStoreTable',
      })
    },
  )

  test('the consumer of quarantine knows the quarantine table', () => {
    expect(variablesOf('QuarantinePipelineConsumer')).toEqual({
      STACK_NAME: 'CommBoxWebhooks',
      QUARANTINE_TABLE_NAME: 'QuarantineStoreTable',
    })
  })

  test('each writes JSON into a log group of its own', () => {
    const groups = [...functions.values()].map(({ LoggingConfig }) => {
      expect(LoggingConfig).toMatchObject({ LogFormat: 'JSON' })
      return target(Object(LoggingConfig).LogGroup)
    })
    expect(new Set(groups).size).toBe(functions.size)
  })

  test('no log is kept for ever', () => {
    expect(logGroups.size).toBe(functions.size + 1)
    for (const { Properties } of logGroups.values()) expect(Properties.RetentionInDays).toBeGreaterThan(0)
  })
})
