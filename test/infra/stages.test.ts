import { describe, expect, test } from 'vitest'
import { ConfigurationError, configurationFrom } from '../../infra/configuration.ts'
import { defaults, type StageEntry, stackNameOf, stages } from '../../infra/stages.ts'
import { everySetting, type Resource, resources, synthesized } from './synthesized.ts'

const hex = 'ab'.repeat(32)
const other = 'cd'.repeat(32)

/** The lines with which a context, or an entry of the stage file, is refused. */
function refusal(
  context: { stage?: unknown; tokenHash?: unknown },
  entries?: Record<string, StageEntry>,
): string {
  try {
    configurationFrom(context, entries)
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message
    throw error
  }
  throw new Error('The context was taken')
}

/** The mistakes that are found in an entry, one line each. */
function mistakesIn(entry: object): string[] {
  const entries = JSON.parse(JSON.stringify({ other: { isProduction: false, ...entry } }))
  return refusal({ stage: 'other', tokenHash: `first:${hex}` }, entries).split('\n')
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

describe('the entry of a stage', () => {
  test('says what differs from the defaults', () => {
    const { name, tokenHashes, ...stage } = configurationFrom(
      { stage: 'other', tokenHash: `first:${hex}` },
      {
        other: { isProduction: true, silenceHours: 3 },
      },
    )
    const { tokenHashes: _none, ...settings } = defaults
    expect(stage).toEqual({ ...settings, isProduction: true, silenceHours: 3 })
  })

  test('may set everything', () => {
    const stage = configurationFrom({ stage: 'other', tokenHash: `first:${hex}` }, { other: everySetting })
    expect(stage).toMatchObject(everySetting)
  })

  test('is told all its mistakes at once, one line each', () => {
    const lines = mistakesIn({
      logRetention: 10,
      alarmEmail: 'nobody',
      throttle: { rate: 0, burst: 1.5 },
      eventRetention: { Objects: 30, User: 0 },
      tokenHashes: [{ label: 'a b', sha256: hex }],
    })
    expect(lines).toEqual([
      expect.stringContaining('The label of a token hash'),
      expect.stringContaining('There is no entity (eventRetention) "Objects"'),
      expect.stringContaining('eventRetention.User is 0'),
      expect.stringContaining('logRetention is 10'),
      expect.stringContaining('throttle.rate is 0'),
      expect.stringContaining('throttle.burst is 1.5'),
      expect.stringContaining('"nobody" is no e-mail address'),
    ])
    for (const line of lines) expect(line).toMatch(/^Stage "other": .+\.$/)
  })

  test.each([
    ['a name that is no setting', { logRetenton: 30 }, 'There is no setting "logRetenton"'],
    ['isProduction as a text', { isProduction: 'no' }, 'isProduction is to be true or false'],
    ['a brand with a comma', { brands: ['Acme, Inc.'] }, '"Acme, Inc." is no name'],
    ['an empty brand', { brands: [''] }, 'is no name'],
    ['an address without a length', { sourceCidrs: ['192.0.2.1'] }, '"192.0.2.1" is no network'],
    ['a network of everyone', { sourceCidrs: ['0.0.0.0/0'] }, 'is no network'],
    ['too long a network', { sourceCidrs: ['192.0.2.0/33'] }, 'is no network'],
    ['too long a retention', { eventRetention: { Tag: 36500 } }, 'eventRetention.Tag is 36500'],
    ['an unknown log retention', { logRetention: 'for ever' }, 'logRetention is for ever: it can be 1, 3, 5'],
    [
      'a batch without a window',
      { consumers: consumers({ batchSize: 11 }) },
      'batchWindow is to be 1 second',
    ],
    ['too long a window', { consumers: consumers({ batchWindow: 301 }) }, 'batchWindow is 301'],
    ['a concurrency of one', { consumers: consumers({ maximumConcurrency: 1 }) }, 'maximumConcurrency is 1'],
    ['too long a silence', { silenceHours: 169 }, 'silenceHours is 169: a whole number from 1 to 168'],
    ['an unknown detail', { metricDetail: 'all' }, 'metricDetail is all'],
    ['tracing in words', { tracing: 'yes' }, 'tracing is yes'],
    ['a domain in capitals', { customDomain: domain({ name: 'Hooks.example.com' }) }, 'in lower case'],
    ['no certificate', { customDomain: domain({ certificateArn: 'arn:aws:iam::1:x' }) }, 'is no certificate'],
    [
      'no zone',
      { customDomain: domain({ hostedZone: { id: 'example.com', name: 'example.com' } }) },
      'is no id',
    ],
    [
      'a zone of another name',
      { customDomain: domain({ hostedZone: { id: 'Z0123456789ABCDEFGHIJ', name: 'ample.com' } }) },
      'is no zone that holds "webhooks.example.com"',
    ],
  ])('%s is refused', (_, entry, expected) => {
    expect(mistakesIn(entry)).toEqual([expect.stringContaining(expected)])
  })

  test('under a name that no stack can have is refused', () => {
    const context = { stage: 'my stage', tokenHash: `first:${hex}` }
    expect(refusal(context, { 'my stage': { isProduction: false } })).toBe(
      'Stage "my stage": Its name, which ends that of its stack, is made of up to 40 letters, digits and dashes.',
    )
  })

  function consumers(change: object) {
    return { ...defaults.consumers, ...change }
  }

  function domain(change: object) {
    return { ...everySetting.customDomain, ...change }
  }
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
    const { logRetention, throttle } = { ...defaults, ...entry }
    for (const { Properties } of resources(template, 'AWS::Logs::LogGroup').values()) {
      expect(Properties.RetentionInDays).toBe(logRetention)
    }
    template.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      DefaultRouteSettings: {
        ThrottlingRateLimit: throttle.rate,
        ThrottlingBurstLimit: throttle.burst,
      },
    })
  })

  test('production is safe where its entry says nothing', () => {
    expect({ ...defaults, ...stages.prod }).toMatchObject({
      isProduction: true,
      logRetention: 90,
      eventRetention: {},
    })
    expect(defaults.consumers.maximumConcurrency * 7).toBeLessThan(500)
  })

  test('no two stacks of an account clash: what has to be named has the stack’s name in it', () => {
    const named = (stage: string) =>
      Object.values(synthesized({ stage }).toJSON().Resources).flatMap((resource) => {
        const { Type, Properties } = Object(resource)
        return (
          Object.entries(Object(Properties))
            .filter(([key]) =>
              /^(Alarm|Bucket|Dashboard|Function|LogGroup|Queue|Role|Table|Topic)?Name$/.test(key),
            )
            // A reference to what the stack itself creates is no name.
            .filter(([, value]) => !/^{"(Ref|Fn::GetAtt)"/.test(JSON.stringify(value)))
            .map(([key, value]) => `${Type} ${key} ${JSON.stringify(value)}`)
        )
      })
    expect(named('prod')).toEqual([
      'AWS::ApiGatewayV2::Api Name "CommBoxWebhooks-prod"',
      'AWS::CloudWatch::Dashboard DashboardName {"Fn::Join":["",["CommBoxWebhooks-prod-",{"Ref":"AWS::Region"}]]}',
    ])
    expect(named('dev').filter((name) => named('prod').includes(name))).toEqual([])
    for (const output of Object.values(synthesized().findOutputs('*')))
      expect(output).not.toHaveProperty('Export')
  })
})
