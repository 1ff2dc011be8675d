import { readFileSync } from 'node:fs'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { ConfigurationError, configurationFrom, formatTokenScopes } from '../../infra/configuration.ts'
import { type StageEntry, stageSettings, type TokenHash } from '../../infra/stage.ts'
import { stackNameOf, stages } from '../../infra/stages.ts'
import { everySetting, type Resource, resources, synthesized } from './synthesized.ts'

const hex = 'ab'.repeat(32)
const other = 'cd'.repeat(32)
const defaults = v.parse(stageSettings, { isProduction: false })

/** The message that refuses a context or an entry of stages.ts. */
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
  throw new Error('The context was accepted')
}

/** The mistakes in the settings of a stage, one line each. */
function mistakesIn(entry: object): string[] {
  const entries = JSON.parse(JSON.stringify({ other: { isProduction: false, ...entry } }))
  return refusal({ stage: 'other', tokenHash: `first:${hex}` }, entries).split('\n')
}

const readme = readFileSync('README.md', 'utf8')

describe('configuration', () => {
  test('the stage is dev if none is named', () => {
    expect(configurationFrom({ tokenHash: `first:${hex}` })).toMatchObject({
      name: 'dev',
      isProduction: false,
    })
  })

  test('takes several token hashes, separated by commas, in upper or lower case', () => {
    const { tokenHashes } = configurationFrom({ tokenHash: `first:${hex}, second-2:${other.toUpperCase()}` })
    expect(tokenHashes).toEqual([
      { label: 'first', sha256: hex },
      { label: 'second-2', sha256: other },
    ])
  })

  test('a hash from the context has the brands and entities of the one that it replaces', () => {
    const scope: Pick<TokenHash, 'brands' | 'entities'> = { brands: ['Acme'], entities: ['User'] }
    const tokenHashes = [{ label: 'first', sha256: hex, ...scope }]
    const stage = { isProduction: true, tokenHashes }
    const found = configurationFrom({ stage: 'other', tokenHash: `first:${other}` }, { other: stage })
    expect(found.tokenHashes).toEqual([{ label: 'first', sha256: other, ...scope }])
    expect(JSON.parse(formatTokenScopes(found.tokenHashes) ?? '')).toEqual({ first: scope })
  })

  test('without a token hash it says how to create one', () => {
    const message = refusal({})
    expect(message).toContain('npm run commbox -- token <label>')
    expect(message).toContain('-c tokenHash=<label>:<hash>')
    expect(message).not.toContain('\n')
  })

  test('of an unknown stage it says which exist', () => {
    expect(refusal({ stage: 'production', tokenHash: `first:${hex}` })).toMatch(
      /^Unknown stage "production"\..* dev, prod\.$/,
    )
    expect(refusal({ stage: 'toString', tokenHash: `first:${hex}` })).toContain('Unknown stage')
  })

  test.each([
    ['a label with a blank', `my token:${hex}`, 'letters, digits and dashes'],
    ['no label', hex, 'letters, digits and dashes'],
    ['too few digits', `first:${hex.slice(1)}`, '64 digits'],
    ['too many digits', `first:${hex}0`, '64 digits'],
    ['other characters than hex', `first:${'g'.repeat(64)}`, '64 digits'],
    ['a second colon', `first:${hex}:x`, '64 digits'],
    ['one label twice', `first:${hex},first:${other}`, 'two token hashes'],
  ])('refuses %s', (_, tokenHash, expected) => {
    expect(refusal({ tokenHash })).toContain(expected)
  })

  test('does not repeat a token that was passed in place of its hash', () => {
    const token = 'vJx0Zm9vYmFy_token-given-by-mistake_AAAAAAAA'
    expect(refusal({ tokenHash: token })).not.toContain(token)
    expect(refusal({ tokenHash: 'AAAABBBBccccDDDD' })).not.toContain('AAAABBBBccccDDDD')
    expect(refusal({ tokenHash: `first:${token}` })).not.toContain(token)
  })
})

describe('the settings of a stage', () => {
  test('are the defaults where its entry says nothing', () => {
    const { name, tokenHashes, ...stage } = configurationFrom(
      { stage: 'other', tokenHash: `first:${hex}` },
      { other: { isProduction: true, silenceHours: 3 } },
    )
    expect({ name, tokenHashes }).toEqual({ name: 'other', tokenHashes: [{ label: 'first', sha256: hex }] })
    expect(stage).toEqual({
      isProduction: true,
      brands: [],
      requiresBrand: false,
      sourceCidrs: [],
      eventRetention: {},
      stateRetention: {},
      quarantineRetention: 90,
      logRetention: 90,
      throttle: { rate: 1000, burst: 1000 },
      consumers: { batchSize: 10, batchWindow: 0, maximumConcurrency: 20 },
      silenceHours: 3,
      silenceHoursOf: {},
      metricDetail: 'stack',
      reportTimeZone: 'UTC',
      dashboard: false,
      tracing: false,
      events: false,
      eventPayloads: false,
      eventsOfCommands: false,
    })
  })

  test('can all be set', () => {
    const stage = configurationFrom({ stage: 'other', tokenHash: `first:${hex}` }, { other: everySetting })
    expect(stage).toMatchObject(everySetting)
  })

  test('that are wrong are all reported at once, one line each', () => {
    const lines = mistakesIn({
      logRetention: 10,
      alarmEmail: 'nobody',
      throttle: { rate: 0, burst: 1.5 },
      eventRetention: { Objects: 30, User: 0 },
      tokenHashes: [{ label: 'a b', sha256: hex }],
      logRetenton: 30,
      tracin: true,
    })
    expect(lines).toEqual([
      expect.stringContaining('tokenHashes.0.label must be made of letters, digits and dashes'),
      expect.stringContaining('eventRetention.User must be a whole number from 1 to 3650 (days), not 0.'),
      expect.stringContaining('eventRetention.Objects is not a setting. Known settings: Object, User'),
      expect.stringContaining('logRetention must be one of 1, 3, 5'),
      expect.stringContaining('throttle.rate must be a whole number'),
      expect.stringContaining('throttle.burst must be a whole number'),
      expect.stringContaining('alarmEmail must be an e-mail address, not "nobody".'),
      expect.stringContaining('logRetenton is not a setting (nor is tracin). Known settings: isProduction'),
    ])
    for (const line of lines) expect(line).toMatch(/^Stage "other": .+\.$/)
  })

  test.each([
    ['an unknown setting', { logRetenton: 30 }, 'logRetenton is not a setting. Known settings'],
    ['a missing isProduction', { isProduction: undefined }, 'isProduction is required'],
    ['isProduction as a text', { isProduction: 'no' }, 'isProduction must be true or false, not "no"'],
    ['a brand with a comma', { brands: ['Acme, Inc.'] }, 'brands.0 must be a brand without a comma'],
    ['a brand with a blank before it', { brands: [' Acme'] }, 'brands.0 must be a brand without a comma'],
    ['an empty brand', { brands: ['Acme', ''] }, 'brands.1 must be a brand'],
    ['an address without a length', { sourceCidrs: ['192.0.2.1'] }, '2001:db8::/32, not "192.0.2.1".'],
    ['a network of everyone', { sourceCidrs: ['0.0.0.0/0'] }, 'sourceCidrs.0 must be a network'],
    [
      'a country code with a plus',
      { defaultCountryCode: '+972' },
      'defaultCountryCode must be a country code',
    ],
    ['no time zone', { reportTimeZone: 'Tel Aviv' }, 'reportTimeZone must be a time zone'],
    ['too long a network', { sourceCidrs: ['192.0.2.0/33'] }, 'sourceCidrs.0 must be a network'],
    [
      'too long a retention',
      { eventRetention: { Tag: 36500 } },
      'eventRetention.Tag must be a whole number from 1 to 3650 (days), not 36500',
    ],
    [
      'states that would be kept shorter than their events',
      { eventRetention: { Object: 365 }, stateRetention: { Object: 364 } },
      'stateRetention must have at least as many days as eventRetention',
    ],
    [
      'states that would expire while their events are kept for ever',
      { stateRetention: { User: 3650 } },
      'stateRetention must have at least as many days as eventRetention',
    ],
    ['no quarantine', { quarantineRetention: 0 }, 'quarantineRetention must be a whole number from 1'],
    ['an unknown log retention', { logRetention: 'for ever' }, 'logRetention must be one of 1, 3, 5'],
    [
      'a batch that does not end in time',
      { consumers: consumers({ batchSize: 11 }) },
      'consumers.batchSize must be a whole number from 1 to 10 (messages), not 11',
    ],
    [
      'too long a window',
      { consumers: consumers({ batchWindow: 301 }) },
      'consumers.batchWindow must be a whole number from 0 to 300 (seconds), not 301',
    ],
    [
      'a concurrency of one',
      { consumers: consumers({ maximumConcurrency: 1 }) },
      'maximumConcurrency must be a whole number from 2 to 1000',
    ],
    [
      'too long a silence',
      { silenceHours: 169 },
      'silenceHours must be a whole number from 1 to 168 (hours), not 169',
    ],
    ['an unknown detail', { metricDetail: 'all' }, 'metricDetail must be one of stack, trigger, not "all"'],
    ['tracing in words', { tracing: 'yes' }, 'tracing must be true or false'],
    ['a domain in capitals', { customDomain: domain({ name: 'Hooks.example.com' }) }, 'in lower case'],
    ['another ARN', { customDomain: domain({ certificateArn: 'arn:aws:iam::1:x' }) }, 'ARN of a certificate'],
    [
      'a name as the id of a zone',
      { customDomain: domain({ hostedZone: { id: 'example.com', name: 'example.com' } }) },
      'the id of a hosted zone',
    ],
    [
      'a zone of another name',
      { customDomain: domain({ hostedZone: { id: 'Z0123456789ABCDEFGHIJ', name: 'ample.com' } }) },
      'must be a zone that contains "webhooks.example.com", not "ample.com"',
    ],
  ])('refuse %s', (_, entry, expected) => {
    expect(mistakesIn(entry)).toEqual([expect.stringContaining(expected)])
  })

  test('refuse a name that a stack cannot have', () => {
    const context = { stage: 'my stage', tokenHash: `first:${hex}` }
    expect(refusal(context, { 'my stage': { isProduction: false } })).toBe(
      'Stage "my stage": The name of a stage, which becomes part of its stack’s name, must be 1 to 40 letters, digits and dashes.',
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
  test.each(Object.entries(stages))('the README has the throttle of %s', (name, entry) => {
    const { rate, burst } = v.parse(stageSettings, entry).throttle
    const row = readme.split('\n').find((line) => line.startsWith(`| \`${name}\``))
    const figures = [rate, burst].map((figure) => figure.toLocaleString('en'))
    expect(row).toContain(`| ${figures[0]}, bursts of ${figures[1]} |`)
  })

  const keeping = ['AWS::DynamoDB::GlobalTable', 'AWS::SQS::Queue', 'AWS::Logs::LogGroup'] as const

  const policies = (template: ReturnType<typeof synthesized>, type: string) =>
    new Set([...resources(template, type).values()].map(({ DeletionPolicy }: Resource) => DeletionPolicy))

  test('the stacks of several stages have different names, so that they can share an account', () => {
    expect(stackNameOf('dev')).toBe('CommBoxWebhooks')
    expect(stackNameOf('prod')).toBe('CommBoxWebhooks-prod')
    expect(new Set(Object.keys(stages).map(stackNameOf)).size).toBe(Object.keys(stages).length)
  })

  test('prod keeps its tables, queues and logs when the stack is deleted', () => {
    const template = synthesized({ stage: 'prod' })
    for (const type of keeping) expect(policies(template, type)).toEqual(new Set(['Retain']))
  })

  // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/import-resources-manually.html
  test('what prod keeps refers to nothing else, so that a new stack can import it', () => {
    const template = synthesized({ stage: 'prod' })
    const types = [...keeping, 'AWS::S3::Bucket']
    const kept = types.flatMap((type) => [...resources(template, type)])
    const names = JSON.stringify(kept.map(([, { Properties }]) => Properties))
    const referred = [...names.matchAll(/"(?:Ref":|Fn::GetAtt":\[)"([^":]+)"/g)].map(([, id]) => id)
    expect(referred.length).toBeGreaterThan(5)
    expect(kept.map(([id]) => id)).toEqual(expect.arrayContaining(referred))
  })

  test('dev deletes all of them with the stack', () => {
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

  test.each(Object.entries(stages))('%s: logs and throttle are as set', (stage, entry) => {
    const template = synthesized({ stage })
    const { logRetention, throttle } = v.parse(stageSettings, entry)
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

  test('production is safe without any setting of its own', () => {
    expect(v.parse(stageSettings, stages.prod)).toMatchObject({
      isProduction: true,
      logRetention: 90,
      eventRetention: {},
    })
    expect(Number(defaults.consumers.maximumConcurrency) * 7).toBeLessThan(500)
  })

  test('what must have a name has the stack’s name in it, so that two stacks of an account do not clash', () => {
    const named = (stage: string) =>
      Object.values(
        synthesized({ stage }, { [stage]: { isProduction: true, dashboard: true } }).toJSON().Resources,
      ).flatMap((resource) => {
        const { Type, Properties } = Object(resource)
        return (
          Object.entries(Object(Properties))
            .filter(([key]) =>
              /^(Alarm|Bucket|Dashboard|Function|LogGroup|Queue|Role|Table|Topic)?Name$/.test(key),
            )
            // A reference to a resource of the stack is not a name, and that of an alias belongs to its function.
            .filter(([, value]) => !/^{"(Ref|Fn::GetAtt)"|"Fn::Split"/.test(JSON.stringify(value)))
            .filter(() => Type !== 'AWS::Lambda::Alias')
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
