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
  delete process.env.CDK_VALIDATION
  folder = mkdtempSync(join(tmpdir(), 'app-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Creates an app with all its checks. */
function checkedApp(context: Record<string, unknown> = {}) {
  return createApp({
    context: { tokenHash, ...context },
    outdir: mkdtempSync(join(folder, 'out-')),
    bundling: false,
    stages: { ...stages, other: everySetting },
  })
}

/** What the checks report about an app that they refuse, on stderr and in the error. */
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
  throw new Error('The app passed the checks')
}

describe('app', () => {
  test.each(['dev', 'prod', 'other'])(
    '%s passes cdk-nag and the rules of CloudFormation',
    {
      // The first test loads the rules, which takes a while on a busy machine.
      timeout: 120_000,
    },
    (stage) => {
      expect(() => checkedApp({ stage }).app.synth()).not.toThrow()
    },
  )

  test('a violation of either rule pack of cdk-nag is an error', () => {
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

  /** All acknowledged rules of a stage: the path of the construct, and the rule with its reason. */
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
  /** Path, rule with reason, and count. */
  const always: [RegExp, RegExp, number][] = [
    [/Ingest\/Route$/, /AwsSolutions-APIG4.*CommBox signs nothing/, 1],
    // Eight prefixes of ingest, and two of each of the six consumers.
    [rolePath, /AwsSolutions-IAM5\[Resource::<LargeBodies\w+\.Arn>\/\w+\/\*\].*delivery ids/, 20],
    [/LargeBodies\/Bucket$/, /AwsSolutions-S1.*access logs/, 1],
    [/Consumer$/, /Serverless-LambdaEventSourceMappingDestination.*dead-letter/, 7],
  ]

  test.each<[string, [RegExp, RegExp, number][]]>([
    [
      'dev',
      [
        [functionPath, /Serverless-LambdaDLQ.*asynchronous/, 8],
        [/DeadLetterQueue$/, /Serverless-SQSRedrivePolicy.*itself/, 7],
        [functionPath, /Serverless-LambdaTracing.*X-Ray/, 8],
      ],
    ],
    [
      'other',
      [
        // With the function, role and queue of the event bus.
        [functionPath, /Serverless-LambdaDLQ.*asynchronous/, 9],
        [/DeadLetterQueue$/, /Serverless-SQSRedrivePolicy.*itself/, 8],
        [/Events\/DeadLetterQueue$/, /AwsSolutions-SQS3.*itself/, 1],
        [rolePath, /AwsSolutions-IAM5\[Resource::\*\].*X-Ray/, 9],
        [/Alarms\/Topic$/, /Serverless-SNSRedrivePolicy.*e-mail/, 1],
      ],
    ],
  ])('%s acknowledges exactly these rules, each with a reason', (stage, besides) => {
    const acknowledged = acknowledgedIn(stage)
    const expected = [...always, ...besides]
    expect(
      expected.map(
        ([where, why]) => acknowledged.filter(({ path, said }) => where.test(path) && why.test(said)).length,
      ),
    ).toEqual(expected.map(([, , count]) => count))
    expect(acknowledged).toHaveLength(expected.reduce((sum, [, , count]) => sum + count, 0))
  })

  test('the outputs have the same keys as the outputs file of npm start', () => {
    expect(Object.keys(synthesized().findOutputs('*')).sort()).toEqual([
      'AlarmTopic',
      'ChatDeadLetterQueue',
      'ChatQueue',
      'ChatsStream',
      'ChatsTable',
      'FormDeadLetterQueue',
      'FormQueue',
      'FormsStream',
      'FormsTable',
      'LargeBodiesBucket',
      'ObjectDeadLetterQueue',
      'ObjectQueue',
      'ObjectsStream',
      'ObjectsTable',
      'QuarantineDeadLetterQueue',
      'QuarantineQueue',
      'QuarantineRetention',
      'QuarantineStream',
      'QuarantineTable',
      'ReportTimeZone',
      'SatisfactionDeadLetterQueue',
      'SatisfactionQueue',
      'SatisfactionStream',
      'SatisfactionTable',
      'TagDeadLetterQueue',
      'TagQueue',
      'TagsStream',
      'TagsTable',
      'UserDeadLetterQueue',
      'UserQueue',
      'UsersStream',
      'UsersTable',
      'WebhookUrl',
    ])
  })

  test('the outputs name the topic of the alarms and the stream of each table', () => {
    const template = synthesized()
    const [topic] = Object.keys(template.findResources('AWS::SNS::Topic'))
    expect(template.findOutputs('AlarmTopic')).toMatchObject({ AlarmTopic: { Value: { Ref: topic } } })
    const tables = Object.keys(template.findResources('AWS::DynamoDB::GlobalTable'))
    const streams = Object.values(template.findOutputs('*')).flatMap(({ Value }) =>
      Value['Fn::GetAtt']?.[1] === 'StreamArn' ? [Value['Fn::GetAtt'][0]] : [],
    )
    expect(streams.sort()).toEqual(tables.sort())
  })

  test('a mistake in the context prints one line and exits with 1', () => {
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
