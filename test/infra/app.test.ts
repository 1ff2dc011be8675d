import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Validations } from 'aws-cdk-lib'
import { CfnQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createApp } from '../../infra/app.ts'
import { stages } from '../../infra/stages.ts'
import { everySetting, synthesized, tokenHash } from './synthesized.ts'

const project = fileURLToPath(new URL('../../', import.meta.url))
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'app-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** An app with all its checks, and what they report on stderr. */
function checkedApp(context: Record<string, unknown> = {}) {
  return createApp({
    context: { tokenHash, ...context },
    outdir: mkdtempSync(join(folder, 'out-')),
    bundling: false,
    stages: { ...stages, other: everySetting },
  })
}

/** What the checks say of an app that they refuse, be it in the error or on stderr before it. */
function reportOf(app: ReturnType<typeof createApp>['app']): string {
  const said: unknown[] = []
  const spy = vi.spyOn(console, 'error').mockImplementation((...words) => void said.push(...words))
  try {
    app.synth()
  } catch (error) {
    return [...said, error].join('\n')
  } finally {
    spy.mockRestore()
  }
  throw new Error('The app was synthesized')
}

describe('app', () => {
  test.each(['dev', 'prod', 'other'])(
    '%s passes cdk-nag and the rules of CloudFormation',
    {
      // The first to ask loads the rules, which takes a while on a busy machine.
      timeout: 120_000,
    },
    (stage) => {
      expect(() => checkedApp({ stage }).app.synth()).not.toThrow()
    },
  )

  test('a fault that cdk-nag finds is an error, by the rules of either pack', () => {
    const { app, stack } = checkedApp()
    new Queue(stack, 'Open', { encryption: QueueEncryption.SQS_MANAGED })
    const report = reportOf(app)
    expect(report).toContain('AwsSolutions-SQS4')
    expect(report).toContain('Serverless-SQSRedrivePolicy')
  })

  test('a template that CloudFormation would refuse is an error', () => {
    const { app, stack } = checkedApp()
    new CfnQueue(stack, 'TooLong', { messageRetentionPeriod: 1_209_601 })
    expect(reportOf(app)).toContain('greater than the maximum of 1209600')
  })

  /** Everything that is acknowledged in a stage: where, and the rule with its reason. */
  function acknowledgedIn(stage: string) {
    return checkedApp({ stage })
      .app.node.findAll()
      .flatMap(({ node }) =>
        node.metadata
          .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
          .map(({ data }) => ({ path: node.path, said: JSON.stringify(data) })),
      )
  }

  const functionPath = /(Function|Consumer)$/
  const rolePath = /(Function|Consumer)Role$/
  /** Where, what with which reason, and how often. */
  const always: [RegExp, RegExp, number][] = [
    [/\/(POST|GET)--webhooks/, /AwsSolutions-APIG4.*CommBox signs nothing/, 6],
    // Seven prefixes for ingest, one for each of the six consumers.
    [rolePath, /AwsSolutions-IAM5\[Resource::<LargeBodies\w+\.Arn>\/\w+\/\*\].*delivery ids/, 13],
    [/LargeBodies\/Bucket$/, /AwsSolutions-S1.*access logs/, 1],
    [functionPath, /Serverless-LambdaDLQ.*asynchronous/, 8],
    [/Consumer$/, /Serverless-LambdaEventSourceMappingDestination.*dead-letter/, 7],
    [/DeadLetterQueue$/, /Serverless-SQSRedrivePolicy.*itself/, 7],
  ]

  test.each<[string, [RegExp, RegExp, number][]]>([
    ['dev', [[functionPath, /Serverless-LambdaTracing.*X-Ray/, 8]]],
    [
      'other',
      [
        [rolePath, /AwsSolutions-IAM5\[Resource::\*\].*X-Ray/, 8],
        [/Alarms\/Topic$/, /Serverless-SNSRedrivePolicy.*e-mail/, 1],
      ],
    ],
  ])('what %s acknowledges, each with its reason, and nothing else', (stage, besides) => {
    const acknowledged = acknowledgedIn(stage)
    const expected = [...always, ...besides]
    expect(
      expected.map(
        ([where, why]) => acknowledged.filter(({ path, said }) => where.test(path) && why.test(said)).length,
      ),
    ).toEqual(expected.map(([, , count]) => count))
    expect(acknowledged).toHaveLength(expected.reduce((sum, [, , count]) => sum + count, 0))
  })

  test('the outputs have the keys that the outputs file of npm start has', () => {
    expect(Object.keys(synthesized().findOutputs('*')).sort()).toEqual([
      'ChatDeadLetterQueue',
      'ChatQueue',
      'ChatsTable',
      'FormDeadLetterQueue',
      'FormQueue',
      'FormsTable',
      'LargeBodiesBucket',
      'ObjectDeadLetterQueue',
      'ObjectQueue',
      'ObjectsTable',
      'QuarantineDeadLetterQueue',
      'QuarantineQueue',
      'QuarantineTable',
      'SatisfactionDeadLetterQueue',
      'SatisfactionQueue',
      'SatisfactionTable',
      'TagDeadLetterQueue',
      'TagQueue',
      'TagsTable',
      'UserDeadLetterQueue',
      'UserQueue',
      'UsersTable',
      'WebhookUrl',
    ])
  })

  test('a mistake in the context is one line and exit code 1', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['infra/app.ts'], {
      cwd: project,
      encoding: 'utf8',
      env: { ...process.env, CDK_OUTDIR: join(folder, 'none'), CDK_CONTEXT_JSON: '{"stage":"staging"}' },
    })
    expect({ status, stdout, lines: stderr.trimEnd().split('\n') }).toEqual({
      status: 1,
      stdout: '',
      lines: [expect.stringContaining('Unknown stage "staging"')],
    })
  })
})
