import { describe, expect, test } from 'vitest'
import type { StageEntry } from '../../infra/stage.ts'
import { entities } from '../../shared/commbox/names.ts'
import { pipelines, tableTitles } from '../../shared/runtime/names.ts'
import { environment } from '../../shared/runtime/variables.ts'
import {
  everySetting,
  functionBehind,
  readable,
  resources,
  synthesized,
  synthesizedFrom,
  target,
  tokenHash,
} from './synthesized.ts'

const template = synthesized()
const functionsOf = (template: ReturnType<typeof synthesized>) =>
  new Map(
    [...resources(template, 'AWS::Lambda::Function')].map(([id, { Properties }]) => [
      readable(id),
      Properties,
    ]),
  )
const functions = functionsOf(template)
const logGroups = resources(template, 'AWS::Logs::LogGroup')

/** The variables of a function, with a reference as the readable id of its target. */
function variablesOf(id: string, among = functions): Record<string, string> {
  const { Variables } = Object(among.get(id)?.Environment)
  return Object.fromEntries(
    Object.entries(Object(Variables)).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : readable(target(value)),
    ]),
  )
}

/** The variables of every function. */
const common = { STACK_NAME: 'CommBoxWebhooks', METRIC_DETAIL: 'stack' }

describe('functions', () => {
  test('are the ingest function and a consumer for each entity and for quarantine', () => {
    expect([...functions.keys()].sort()).toEqual(
      ['IngestFunction', ...pipelines.map((pipeline) => `${pipeline}PipelineConsumer`)].sort(),
    )
  })

  // A release that renames a variable must not run its code with the variables of the last one:
  // https://docs.aws.amazon.com/lambda/latest/dg/configuration-versions.html
  test('are invoked by an alias of a published version, which stays when the next one is published', () => {
    const versions = resources(template, 'AWS::Lambda::Version')
    const aliases = [...resources(template, 'AWS::Lambda::Alias').values()]
    expect(aliases.map(({ Properties }) => readable(target(Properties.FunctionName))).sort()).toEqual(
      [...functions.keys()].sort(),
    )
    for (const { Properties } of aliases) {
      const version = versions.get(target(Properties.FunctionVersion))
      expect(version).toMatchObject({
        Properties: { FunctionName: Properties.FunctionName },
        DeletionPolicy: 'Retain',
      })
    }
    const mappings = resources(template, 'AWS::Lambda::EventSourceMapping').values()
    const invoked = [...mappings].map(({ Properties }) => Properties.FunctionName)
    for (const reference of invoked) expect(() => functionBehind(template, reference)).not.toThrow()
  })

  test('have another version with another variable or other code', () => {
    const versionsOf = (entry: StageEntry) =>
      new Set(resources(synthesizedFrom(entry), 'AWS::Lambda::Version').keys())
    const entry = { isProduction: false, sourceCidrs: ['192.0.2.0/24'] }
    expect(versionsOf(entry)).toEqual(versionsOf({ ...entry }))
    const changed = versionsOf({ ...entry, sourceCidrs: ['198.51.100.0/24'] })
    expect([...versionsOf(entry)].filter((id) => !changed.has(id)).map((id) => id.slice(0, 14))).toEqual([
      'IngestFunction',
    ])
  })

  // https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
  test('whose variables are too many for Lambda are an error at synthesis', () => {
    const brands = Array.from({ length: 300 }, (_, index) => `Brand number ${index}`)
    expect(() => synthesizedFrom({ isProduction: false, brands })).toThrow(
      /environment of .* has some \d+ bytes, and Lambda takes 4096/,
    )
    expect(() => synthesizedFrom({ isProduction: false, brands: brands.slice(0, 30) })).not.toThrow()
  })

  test('run on Node 24 and arm64', () => {
    for (const properties of functions.values()) {
      expect(properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] })
    }
  })

  test('the ingest function has the token hashes, the bucket and the seven queues', () => {
    expect(variablesOf('IngestFunction')).toEqual({
      ...common,
      [environment.tokenHashes]: tokenHash,
      BUCKET_NAME: 'LargeBodiesBucket',
      ...Object.fromEntries(
        pipelines.map((pipeline) => [environment.queueUrl(pipeline), `${pipeline}PipelineQueue`]),
      ),
    })
  })

  test.each(entities)('the consumer of %s has its entity, its table, the bucket and quarantine', (entity) => {
    expect(variablesOf(`${entity}PipelineConsumer`)).toEqual({
      ...common,
      ENTITY: entity,
      TABLE_NAME: `${tableTitles[entity]}StoreTable`,
      BUCKET_NAME: 'LargeBodiesBucket',
      QUARANTINE_TABLE_NAME: 'QuarantineStoreTable',
      QUARANTINE_RETENTION_DAYS: '90',
    })
  })

  test('the quarantine consumer has the quarantine table', () => {
    expect(variablesOf('QuarantinePipelineConsumer')).toEqual({
      ...common,
      QUARANTINE_TABLE_NAME: 'QuarantineStoreTable',
      QUARANTINE_RETENTION_DAYS: '90',
    })
  })

  test('the ingest function has the brands and networks of the stage, a consumer the retentions of its entity', () => {
    const configured = functionsOf(synthesizedFrom(everySetting))
    expect(variablesOf('IngestFunction', configured)).toMatchObject({
      BRANDS: 'Acme,Acme Two',
      SOURCE_CIDRS: '192.0.2.0/24,2001:db8::/32',
      STACK_NAME: 'CommBoxWebhooks-other',
      METRIC_DETAIL: 'trigger',
    })
    const days = (name: string) =>
      entities.map((entity) => variablesOf(`${entity}PipelineConsumer`, configured)[name])
    expect(days('EVENT_RETENTION_DAYS')).toEqual(['365', '30', undefined, undefined, undefined, undefined])
    expect(days('STATE_RETENTION_DAYS')).toEqual(['730', '30', undefined, undefined, undefined, undefined])
    expect(days('QUARANTINE_RETENTION_DAYS')).toEqual(entities.map(() => '30'))
  })

  test('a consumer has the country code of the stage, if there is one, and the outputs have it', () => {
    const template = synthesizedFrom(everySetting)
    for (const entity of entities) {
      const id = `${entity}PipelineConsumer`
      expect(variablesOf(id, functionsOf(template)).DEFAULT_COUNTRY_CODE).toBe('972')
      expect(variablesOf(id)).not.toHaveProperty('DEFAULT_COUNTRY_CODE')
    }
    expect(template.findOutputs('DefaultCountryCode')).toMatchObject({ DefaultCountryCode: { Value: '972' } })
  })

  test('X-Ray records invocations only if the stage says so', () => {
    const modes = (among: typeof functions) =>
      new Set([...among.values()].map(({ TracingConfig }) => Object(TracingConfig).Mode))
    expect(modes(functionsOf(synthesizedFrom(everySetting)))).toEqual(new Set(['Active']))
    expect(modes(functions)).toEqual(new Set([undefined]))
  })

  test('each writes JSON to a log group of its own', () => {
    const groups = [...functions.values()].map(({ LoggingConfig }) => {
      expect(LoggingConfig).toMatchObject({ LogFormat: 'JSON', SystemLogLevel: 'WARN' })
      return target(Object(LoggingConfig).LogGroup)
    })
    expect(new Set(groups).size).toBe(functions.size)
  })

  test('every log group has a retention', () => {
    expect(logGroups.size).toBe(functions.size + 1)
    for (const { Properties } of logGroups.values()) expect(Properties.RetentionInDays).toBeGreaterThan(0)
  })
})
