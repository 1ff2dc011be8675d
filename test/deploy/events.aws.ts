import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { outputs, stackName } from '../../shared/runtime/names.ts'
import { sectionsOf } from '../docs/page.ts'
import { answerOf, post } from '../end-to-end/receiver.ts'
import { deliveries } from '../fixtures.ts'
import { checkOut } from './checkout.ts'
import { type Deployed, deployed } from './deployed.ts'
import { credentials, type EmulatedAws, region, startAws } from './ministack.ts'

/*
 * A stage with an event bus, and the rules of docs/events.md in a stack of their own. The emulator has no API
 * destinations: the rule to an HTTPS endpoint is synthesized only, by test/docs/events.test.ts.
 */

const dir = mkdtempSync(join(tmpdir(), 'commbox-events-'))

let aws: EmulatedAws
let receiver: Deployed
let rules: Record<string, string>

beforeAll(async () => {
  aws = await startAws(process.env.COMMBOX_MINISTACK ?? '', dir)
  const project = checkOut(join(dir, 'project'), aws.env)
  const stages = join(project.folder, 'infra/stages.ts')
  const before = readFileSync(stages, 'utf8')
  writeFileSync(stages, before.replace('isProduction: false,', 'isProduction: false,\n    events: true,'))
  const token = randomBytes(32).toString('base64url')
  const hash = `-c tokenHash=first:${createHash('sha256').update(token).digest('hex')}`
  await project.must(`npx cdk bootstrap aws://000000000000/${region} ${hash}`)
  await project.must(`npx cdk deploy ${hash} --outputs-file outputs.json --require-approval never`)
  const outputsIn = (file: string) => JSON.parse(readFileSync(join(project.folder, file), 'utf8'))
  const values = outputsIn('outputs.json')[stackName]
  receiver = deployed(values, aws.endpoint, token)

  const sections = sectionsOf('docs/events.md')
  const from = sections.findIndex(({ heading }) => heading === 'Three rules to copy')
  const copied = sections.slice(from).filter(({ heading }) => !heading.startsWith('To an HTTPS endpoint'))
  writeFileSync(
    join(project.folder, 'rules.mjs'),
    [
      "import { App, CfnOutput, Stack } from 'aws-cdk-lib'",
      "const stack = new Stack(new App(), 'Rules')",
      `const busName = '${values[outputs.eventBus]}'`,
      ...copied.flatMap(({ blocks }) => blocks.map(({ text }) => text)),
      "new CfnOutput(stack, 'QueueUrl', { value: queue.queueUrl })",
      "new CfnOutput(stack, 'FunctionName', { value: handler.functionName })",
    ].join('\n'),
  )
  const app = `--app 'node rules.mjs' --output rules.out --outputs-file rules.json --require-approval never`
  await project.must(`npx cdk deploy ${app}`)
  rules = outputsIn('rules.json').Rules
})
afterAll(async () => {
  receiver?.close()
  await aws.close()
  rmSync(dir, { recursive: true, force: true })
})

const bodyOf = (name: string) =>
  deliveries().find((fixture) => fixture.name === name)?.body ?? Buffer.from('')

test('a score reaches the queue of the rule as a CloudEvent', async () => {
  const { id } = await answerOf(
    await post(receiver, 'satisfaction/on-submit', bodyOf('satisfaction/on-submit')),
  )
  const received: unknown[] = []
  await expect
    .poll(async () => {
      const { Messages = [] } = await receiver.sqs.send(
        new ReceiveMessageCommand({ QueueUrl: rules.QueueUrl, MaxNumberOfMessages: 10 }),
      )
      received.push(...Messages.map(({ Body = '' }) => JSON.parse(Body)))
      return received
    })
    .toContainEqual(
      expect.objectContaining({
        specversion: '1.0',
        type: 'Satisfaction.OnSubmit',
        sequence: expect.stringMatching(/^\d{40}$/),
        data: expect.objectContaining({ deliveryId: id, entity: 'Satisfaction' }),
      }),
    )
})

test('a conversation that is resolved invokes the function of the rule', async () => {
  const name = 'object/on-new-activity-b-status-change'
  await post(receiver, 'object/on-new-activity', bodyOf(name))
  const logs = new CloudWatchLogsClient({ endpoint: aws.endpoint, region, credentials })
  const lines = async () => {
    const logGroupName = `/aws/lambda/${rules.FunctionName}`
    const { events = [] } = await logs
      .send(new FilterLogEventsCommand({ logGroupName }))
      .catch(() => ({ events: [] }))
    return events.map(({ message }) => message).join('\n')
  }
  await expect.poll(lines).toContain('3377699720568713 Resolved')
  logs.destroy()
})
