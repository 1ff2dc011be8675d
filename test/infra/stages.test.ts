import { describe, expect, test } from 'vitest'
import { ConfigurationError, configurationFrom } from '../../infra/configuration.ts'
import { stackNameOf, stages } from '../../infra/stages.ts'
import { type Resource, resources, synthesized } from './synthesized.ts'

const hex = 'ab'.repeat(32)
const other = 'cd'.repeat(32)

/** The one line with which a context is refused. */
function refusal(context: { stage?: unknown; tokenHash?: unknown }): string {
  try {
    configurationFrom(context)
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message
    throw error
  }
  throw new Error('The context was taken')
}

describe('configuration', () => {
  test('dev is the stage where none is named', () => {
    expect(configurationFrom({ tokenHash: `first:${hex}` })).toMatchObject({
      name: 'dev',
      isProduction: false,
    })
  })

  test('several token hashes are given separated by commas, in either case', () => {
    const { tokenHashes } = configurationFrom({ tokenHash: `first:${hex}, second-2:${other.toUpperCase()}` })
    expect(tokenHashes).toEqual([
      { label: 'first', sha256: hex },
      { label: 'second-2', sha256: other },
    ])
  })

  test('without any token hash: how to make one', () => {
    const message = refusal({})
    expect(message).toContain('npm run commbox -- token <label>')
    expect(message).toContain('-c tokenHash=<label>:<hash>')
    expect(message).not.toContain('\n')
  })

  test('an unknown stage: which there are', () => {
    expect(refusal({ stage: 'production', tokenHash: `first:${hex}` })).toMatch(/"production".* dev, prod\.$/)
    expect(refusal({ stage: 'toString', tokenHash: `first:${hex}` })).toContain('There is no stage')
  })

  test.each([
    ['a label with a blank', `my token:${hex}`, 'letters, digits and dashes'],
    ['no label', hex, 'letters, digits and dashes'],
    ['too few digits', `first:${hex.slice(1)}`, '64 digits'],
    ['too many digits', `first:${hex}0`, '64 digits'],
    ['no hex', `first:${'g'.repeat(64)}`, '64 digits'],
    ['a second colon', `first:${hex}:x`, '64 digits'],
    ['one label twice', `first:${hex},first:${other}`, 'two token hashes'],
  ])('%s is refused', (_, tokenHash, expected) => {
    expect(refusal({ tokenHash })).toContain(expected)
  })

  test('a token that was given in place of its hash is not repeated', () => {
    const token = 'vJx0Zm9vYmFy_token-given-by-mistake_AAAAAAAA'
    expect(refusal({ tokenHash: token })).not.toContain(token)
    expect(refusal({ tokenHash: 'AAAABBBBccccDDDD' })).not.toContain('AAAABBBBccccDDDD')
    expect(refusal({ tokenHash: `first:${token}` })).not.toContain(token)
  })
})

describe('stages', () => {
  const keeping = ['AWS::DynamoDB::GlobalTable', 'AWS::SQS::Queue', 'AWS::Logs::LogGroup'] as const

  const policies = (template: ReturnType<typeof synthesized>, type: string) =>
    new Set([...resources(template, type).values()].map(({ DeletionPolicy }: Resource) => DeletionPolicy))

  test('stacks of several stages live in one account: their names differ', () => {
    expect(stackNameOf('dev')).toBe('CommBoxWebhooks')
    expect(stackNameOf('prod')).toBe('CommBoxWebhooks-prod')
    expect(new Set(Object.keys(stages).map(stackNameOf)).size).toBe(Object.keys(stages).length)
  })

  test('prod keeps its tables, queues and logs when the stack goes', () => {
    const template = synthesized({ stage: 'prod' })
    for (const type of keeping) expect(policies(template, type)).toEqual(new Set(['Retain']))
  })

  test('dev leaves nothing behind', () => {
    const template = synthesized()
    for (const type of keeping) expect(policies(template, type)).toEqual(new Set(['Delete']))
  })

  test.each([
    ['prod', true],
    ['dev', false],
  ])('%s: tables are protected from deletion: %s', (stage, expected) => {
    for (const { Properties } of resources(synthesized({ stage }), 'AWS::DynamoDB::GlobalTable').values()) {
      expect(Properties.Replicas).toMatchObject([{ DeletionProtectionEnabled: expected }])
    }
  })

  test.each(Object.entries(stages))('%s: logs and throttle are those of its entry', (stage, entry) => {
    const template = synthesized({ stage })
    for (const { Properties } of resources(template, 'AWS::Logs::LogGroup').values()) {
      expect(Properties.RetentionInDays).toBe(entry.logRetention)
    }
    template.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      DefaultRouteSettings: {
        ThrottlingRateLimit: entry.throttle.rate,
        ThrottlingBurstLimit: entry.throttle.burst,
      },
    })
  })

  test('no resource has a physical name that a second stack would clash with', () => {
    const template = synthesized()
    const names = Object.values(template.toJSON().Resources).flatMap((resource) => {
      const { Type, Properties } = Object(resource)
      return Object.keys(Object(Properties))
        .filter((key) => /^(TableName|QueueName|FunctionName|LogGroupName|RoleName)$/.test(key))
        .filter((key) => typeof Properties[key] === 'string')
        .map((key) => `${Type} ${key}`)
    })
    expect(names).toEqual([])
  })
})
