import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DeleteItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { StackTables } from '../stack-tables.ts'
import { type Checkout, checkOut } from './checkout.ts'
import { deployed } from './deployed.ts'
import { type EmulatedAws, startAws } from './ministack.ts'

/*
 * Every block of shell commands in docs/deploy.md, run in its order as a reader would, in a copy of the project.
 * What the reader fills in, and does between the blocks, is here.
 */

const page = readFileSync(new URL('../../docs/deploy.md', import.meta.url), 'utf8')
const blocks = [...page.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language = '', text = '']) => ({
  language,
  text,
}))
const scripts = blocks.filter(({ language }) => language === 'sh').map(({ text }) => text)
const notRun = [...page.matchAll(/^\| `([^`]+)` \|/gm)].map(([, line = '']) => line)

const stack = 'CommBoxWebhooks-prod'
const dir = mkdtempSync(join(tmpdir(), 'commbox-docs-'))
let aws: EmulatedAws
let project: Checkout

beforeAll(async () => {
  aws = await startAws(process.env.COMMBOX_MINISTACK ?? '', dir)
  project = checkOut(join(dir, 'project'), aws.env)
  // Nobody is there to approve of what the CDK shows.
  writeFileSync(join(dir, '.cdk.json'), JSON.stringify({ requireApproval: 'never' }))
  writeFileSync(join(project.folder, 'execution.json'), executionPolicy())
})
afterAll(async () => {
  await aws.close()
  rmSync(dir, { recursive: true, force: true })
})

/** The second policy of the page, filled in. */
function executionPolicy(): string {
  const [, policy] = blocks.filter(({ language }) => language === 'json')
  return filled(policy?.text ?? '')
}

/** What is in angle brackets. */
const blanks: Record<string, () => string> = {
  account: () => '000000000000',
  region: () => aws.env.AWS_REGION ?? '',
  id: () => conversation,
  time: () => new Date().toISOString(),
  label: () => 'try',
  hash: () => '0'.repeat(64),
  url: () => `${outputs().WebhookUrl}/object/onnew?token=${tokens[0]}`,
}

function filled(text: string): string {
  return text.replaceAll(/<(\w+)>/g, (blank, name: string) => blanks[name]?.() ?? blank)
}

function outputs(): Record<string, string> {
  return JSON.parse(readFileSync(join(project.folder, 'outputs.json'), 'utf8'))[stack]
}

const conversation = '3377699720568713'
const tokens: string[] = []

/** What has happened before a block, by a line of it. */
const before: Record<string, () => Promise<unknown>> = {
  // Somebody has deployed to try it.
  'npx cdk destroy --force -c tokenHash': () =>
    project.must(filled('npx cdk deploy -c tokenHash=<label>:<hash>')),
  // A conversation was lost after the table was restored.
  'npm run commbox -- restore object': () => receiver(({ tables }) => removeConversation(tables)),
}

async function removeConversation({ client, tableName, items }: StackTables): Promise<void> {
  for (const { objectId, record } of await items('Object')) {
    if (objectId !== conversation) continue
    const Key = { objectId: { S: conversation }, record: { S: String(record) } }
    await client.send(new DeleteItemCommand({ TableName: tableName('Object'), Key }))
  }
}

/** What comes after a block, by a line of the block: what the reader does then, and what has to be true. */
const then: Record<string, (printed: string) => Promise<void> | void> = {
  'npm run commbox -- token': (printed) => {
    tokens.push(/^ {2}([\w-]{43})$/m.exec(printed)?.[1] ?? '')
    const line = /\{ label: .* \},/.exec(printed)?.[0] ?? ''
    const file = join(project.folder, 'infra/stages.ts')
    const source = readFileSync(file, 'utf8')
    const production = '    isProduction: true,\n'
    const begun = source.includes('tokenHashes: [{')
    writeFileSync(
      file,
      begun
        ? source.replace('tokenHashes: [{', `tokenHashes: [${line} {`)
        : source.replace(production, `${production}    tokenHashes: [${line}],\n`),
    )
  },
  'curl ': async (printed) => {
    expect(printed).toContain('Token accepted. This URL takes Object.OnNew.')
    // CommBox sends its first webhook.
    await project.must('npm run commbox -- send object/on-new --outputs outputs.json', {
      COMMBOX_TOKEN: tokens[0] ?? '',
    })
    await receiver((each) => each.drained())
  },
  'npm run commbox -- get object': (printed) => expect(printed).toContain(`Object ${conversation}`),
  // The table was restored, and its conversation with it.
  'npm run commbox -- restore object': async () =>
    expect(
      await project.must(`npm run commbox -- get object ${conversation} --outputs outputs.json`),
    ).toContain('FirstMessage'),
  'aws logs filter-log-events': (printed) => expect(printed).toContain('commbox-2026'),
  'npm run commbox -- rebuild': (printed) => expect(printed).toMatch(/\d+ states? checked/),
}

async function receiver<Result>(use: (receiver: ReturnType<typeof deployed>) => Promise<Result>) {
  const one = deployed(outputs(), aws.endpoint, tokens[0] ?? '')
  return await use(one).finally(() => one.close())
}

describe('docs/deploy.md', () => {
  test('has commands, and gives a reason for each that the tests skip', () => {
    expect(scripts.length).toBeGreaterThan(15)
    for (const line of notRun) expect(scripts.join('')).toContain(`${line}\n`)
  })

  test.each(scripts.map((script) => ({ script, name: script.trim().split('\n').at(-1) ?? '' })))(
    '$name',
    async ({ script }) => {
      const run = script.split('\n').filter((line) => !notRun.includes(line))
      for (const [start, prepare] of Object.entries(before)) {
        if (run.some((line) => line.startsWith(start))) await prepare()
      }
      const printed = await project.must(`set -eo pipefail\n${filled(run.join('\n'))}`)
      for (const [start, check] of Object.entries(then)) {
        if (run.some((line) => line.startsWith(start))) await check(printed)
      }
    },
  )

  test('the policy for CloudFormation names every service of the template', () => {
    const file = join(project.folder, `cdk.out/${stack}.template.json`)
    const { Resources }: Template = JSON.parse(readFileSync(file, 'utf8'))
    const types = new Set(Object.values(Resources).map(({ Type }) => Type.split('::')[1]?.toLowerCase()))
    const policy: { Statement: { Action: string | string[] }[] } = JSON.parse(executionPolicy())
    const services = policy.Statement.flatMap(({ Action }) => Action).map((action) => action.split(':')[0])
    const unnamed = [...types].filter(
      (type) => !services.includes(type?.replace('apigatewayv2', 'apigateway')),
    )
    expect(types.size).toBeGreaterThan(5)
    expect(unnamed).toEqual([])
  })
})

type Template = { Resources: Record<string, { Type: string }> }
