import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Validations } from 'aws-cdk-lib'
import { CfnQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createApp } from '../../infra/app.ts'
import { synthesized, tokenHash } from './synthesized.ts'

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
  test.each(['dev', 'prod'])('%s passes cdk-nag and the rules of CloudFormation', (stage) => {
    expect(() => checkedApp({ stage }).app.synth()).not.toThrow()
  })

  test('a fault that cdk-nag finds is an error', () => {
    const { app, stack } = checkedApp()
    new Queue(stack, 'Open', { encryption: QueueEncryption.SQS_MANAGED })
    expect(reportOf(app)).toContain('AwsSolutions-SQS4')
  })

  test('a template that CloudFormation would refuse is an error', () => {
    const { app, stack } = checkedApp()
    new CfnQueue(stack, 'TooLong', { messageRetentionPeriod: 1_209_601 })
    expect(reportOf(app)).toContain('greater than the maximum of 1209600')
  })

  test('what is acknowledged, each with its reason: routes without an authorizer, objects by prefix, no log of the bucket', () => {
    const acknowledged = checkedApp()
      .app.node.findAll()
      .flatMap(({ node }) =>
        node.metadata
          .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
          .map(({ data }) => ({ path: node.path, said: JSON.stringify(data) })),
      )
    const reasons: [RegExp, RegExp, number][] = [
      [/\/(POST|GET)--webhooks/, /AwsSolutions-APIG4.*CommBox signs nothing/, 6],
      // Seven prefixes for ingest, one for each of the six consumers.
      [
        /(Receiver|Consumer)Role$/,
        /AwsSolutions-IAM5\[Resource::<LargeBodies\w+\.Arn>\/\w+\/\*\].*delivery ids/,
        13,
      ],
      [/LargeBodies\/Bucket$/, /AwsSolutions-S1.*access logs/, 1],
    ]
    expect(
      reasons.map(
        ([where, why]) => acknowledged.filter(({ path, said }) => where.test(path) && why.test(said)).length,
      ),
    ).toEqual(reasons.map(([, , count]) => count))
    expect(acknowledged).toHaveLength(20)
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
      lines: [expect.stringContaining('There is no stage "staging"')],
    })
  })
})
