import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { DeleteItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { outputs as outputNames, pipelines } from '../../shared/runtime/names.ts'
import { post } from '../end-to-end/receiver.ts'
import { deliveries } from '../fixtures.ts'
import type { StackTables } from '../stack-tables.ts'
import { type Checkout, checkOut } from './checkout.ts'
import { type Deployed, deployed } from './deployed.ts'
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

/** The policy of CloudFormation's role, filled in. */
function executionPolicy(): string {
  const policy = blocks.find(({ language, text }) => language === 'json' && text.includes('"apigateway:*"'))
  return filled(policy?.text ?? '')
}

/** What is in angle brackets. */
const blanks: Record<string, () => string> = {
  account: () => '000000000000',
  region: () => aws.env.AWS_REGION ?? '',
  'new region': () => newRegion,
  bucket: () => 'exports',
  export: () => exportId,
  id: () => conversation,
  time: () => new Date().toISOString(),
  label: () => 'try',
  hash: () => '0'.repeat(64),
  url: () => `${outputs().WebhookUrl}/object/onnew?token=${tokens[0]}`,
}

function filled(text: string): string {
  return text.replaceAll(/<([\w ]+)>/g, (blank, name: string) => blanks[name]?.() ?? blank)
}

function outputs(file = 'outputs.json'): Record<string, string> {
  return JSON.parse(readFileSync(join(project.folder, file), 'utf8'))[stack]
}

const newRegion = 'eu-west-1'
const exportId = '01695353076000-06e2188f'
const conversation = '3377699720568713'
const tokens: string[] = []

/** What has happened before a block, by a line of it. */
const before: Record<string, () => Promise<unknown>> = {
  // Somebody has deployed to try it.
  'npx cdk destroy --force -c tokenHash': () =>
    project.must(filled('npx cdk deploy -c tokenHash=<label>:<hash>')),
  // A conversation was lost after the table was restored.
  'npm run commbox -- restore object --from "$table': () =>
    receiver(({ tables }) => removeConversation(tables)),
  'old=$(jq': () => receiver(storeEverything),
  'aws dynamodb import-table': exportObjects,
  // The emulator's table is there before all that is imported.
  'npm run commbox -- restore object --from objects-from-export': untilImported,
}

/** Stores every webhook of the fixtures, a large body, and a delivery that goes to quarantine. */
async function storeEverything(each: Deployed): Promise<void> {
  for (const { body, expected } of deliveries()) await post(each, expected.url, body)
  const payload = { Id: '4999', Message: 'x'.repeat(200_000) }
  await post(each, 'object/on-new', Buffer.from(JSON.stringify({ payload })))
  await post(each, 'object/on-new', Buffer.from('{"payload":{}}'))
  await each.drained()
}

/** So many items were exported. */
let exported = 0

/**
 * Exports the conversations as DynamoDB does, for the emulator does not write what it exports:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.Output.html
 */
async function exportObjects(): Promise<void> {
  const { Items }: { Items: Record<string, unknown>[] } = JSON.parse(
    await project.must(`aws dynamodb scan --table-name ${outputs().ObjectsTable}`),
  )
  exported = Items.length
  // The emulator takes U+2028, which JSON may have in a text, for the end of a line.
  const lines = Items.map((Item) => JSON.stringify({ Item }).replaceAll('\u2028', '\\u2028')).join('\n')
  writeFileSync(join(project.folder, 'part.json.gz'), gzipSync(lines))
  await project.must('aws s3 mb s3://exports')
  await project.must(`aws s3 cp part.json.gz s3://exports/AWSDynamoDB/${exportId}/data/part.json.gz`)
}

async function untilImported(): Promise<void> {
  const region = blanks.region?.() ?? ''
  const count = async () => (await itemsIn('objects-from-export', region)).length
  await expect.poll(count).toBe(exported)
}

/** Every item of a table, by its key. */
async function itemsIn(table: string | undefined, region: string): Promise<string[]> {
  const { Items }: { Items: Record<string, unknown>[] } = JSON.parse(
    await project.must(`aws dynamodb scan --table-name ${table} --region ${region}`),
  )
  // What `restore` has written says so.
  return Items.map(({ via: _via, ...item }) => JSON.stringify(Object.entries(item).sort())).sort()
}

/** Imports what the emulator can import, by the mapping of the page, and expects it to name all that remained. */
async function importWhatRemained(): Promise<void> {
  const file = join(project.folder, 'import.json')
  const mapping: Record<string, Record<string, string>> = JSON.parse(readFileSync(file, 'utf8'))
  const { Resources } = synthesized()
  const retained = Object.entries(Resources).filter(
    // The versions of a function go with it.
    ([, { DeletionPolicy, Type }]) => DeletionPolicy === 'Retain' && Type !== 'AWS::Lambda::Version',
  )
  expect(Object.keys(mapping).sort()).toEqual(retained.map(([id]) => id).sort())
  const known = Object.entries(mapping).filter(([id]) => Resources[id]?.Type !== 'AWS::DynamoDB::GlobalTable')
  writeFileSync(join(project.folder, 'part.json'), JSON.stringify(Object.fromEntries(known)))
  await project.must('npx cdk import -c stage=prod --resource-mapping part.json')
  const { StackResourceSummaries }: { StackResourceSummaries: Imported[] } = JSON.parse(
    await project.must(`aws cloudformation list-stack-resources --stack-name ${stack}`),
  )
  const imported = StackResourceSummaries.map(({ LogicalResourceId, PhysicalResourceId }) => [
    LogicalResourceId,
    PhysicalResourceId,
  ])
  expect(Object.fromEntries(imported)).toEqual(
    Object.fromEntries(known.map(([id, names]) => [id, Object.values(names)[0]])),
  )
}

type Imported = { LogicalResourceId: string; PhysicalResourceId: string }
type Template = { Resources: Record<string, { Type: string; DeletionPolicy?: string }> }

function synthesized(): Template {
  return JSON.parse(readFileSync(join(project.folder, `cdk.out/${stack}.template.json`), 'utf8'))
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
  'npm run commbox -- restore object --from "$table': async () =>
    expect(
      await project.must(`npm run commbox -- get object ${conversation} --outputs outputs.json`),
    ).toContain('FirstMessage'),
  'old=$(jq': async (printed) => {
    expect(printed).toContain('copy: ')
    expect(await project.must(scriptWith('old=$(jq'))).toBe('')
  },
  'for table in': async () => {
    for (const pipeline of pipelines) {
      const name = outputNames.table(pipeline)
      const [there, here] = [outputs()[name], outputs('moved.json')[name]]
      const items = await itemsIn(there, blanks.region?.() ?? '')
      expect(items.length).toBeGreaterThan(0)
      expect({ pipeline, items: await itemsIn(here, newRegion) }).toEqual({ pipeline, items })
    }
    const again = await project.must(scriptWith('for table in'))
    expect(again.match(/items? read: 0 restored$/gm)).toHaveLength(pipelines.length)
  },
  'npm run commbox -- restore object --from objects-from-export': (printed) =>
    expect(printed).toMatch(/^\d\d+ items read: 0 restored/m),
  'npx cdk destroy --force -c stage=prod': importWhatRemained,
  'aws logs filter-log-events': (printed) => expect(printed).toContain('commbox-2026'),
  'npm run commbox -- rebuild': (printed) => expect(printed).toMatch(/\d+ states? checked/),
}

/** The block with a line that begins like this, as the reader runs it again. */
function scriptWith(start: string): string {
  const script = scripts.find((each) => each.split('\n').some((line) => line.startsWith(start)))
  return filled(script ?? '')
}

async function receiver<Result>(use: (receiver: Deployed) => Promise<Result>) {
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
    const { Resources } = synthesized()
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

/** Commands of the AWS CLI on the pages, one for each operation with the same options, with a word for each variable. */
function cliCommands(): string[] {
  const folder = new URL('../../docs/', import.meta.url)
  const pages = readdirSync(folder).filter((name) => name.endsWith('.md'))
  const kinds = new Map<string, string>()
  for (const name of pages) {
    const text = readFileSync(new URL(name, folder), 'utf8')
    const lines = [...text.matchAll(/^```sh\n(.*?)^```$/gms)].flatMap(([, block = '']) =>
      block.replaceAll('\\\n', ' ').split('\n'),
    )
    for (const line of lines)
      for (const [, command = ''] of line.matchAll(
        /(?:^|\$\()\s*(aws (?:[^|;&)'"]|'[^']*'|"(?:\\.|[^"])*")*)/g,
      )) {
        const options = command.replaceAll(/'[^']*'|"(?:\\.|[^"])*"/g, '').match(/--[\w-]+/g) ?? []
        const kind = [...command.split(' ').slice(0, 3), ...options.sort()].join(' ')
        kinds.set(kind, command.replaceAll(/"\$[\w-]+"|<[^>]*>/g, 'value'))
      }
  }
  return [...kinds.values()]
}

describe('the AWS CLI that the tests run, version 1', () => {
  const both = cliCommands().filter((command) => !/^aws (logs tail|s3|dynamodb wait) /.test(command))

  test('is asked for many commands', () => expect(both.length).toBeGreaterThan(15))

  test.each(both)('knows %s', async (command) => {
    await project.must(`${command} --generate-cli-skeleton`)
  })

  test('refuses what it does not know', async () => {
    expect((await project.run('aws logs tail group')).code).not.toBe(0)
    expect((await project.run('aws dynamodb query --bogus --generate-cli-skeleton')).code).not.toBe(0)
  })
})
