import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { localOutputs } from '../../infra/local/emulators.ts'
import { outputs, pipelines } from '../../shared/runtime/names.ts'
import { sectionsOf } from '../docs/page.ts'
import { deliveries } from '../fixtures.ts'
import { type Receiver, startReceiver } from '../shared/client/receiver.ts'

const project = fileURLToPath(new URL('../../', import.meta.url))
const modules = join(project, 'node_modules')
/** An empty project, into which npm installs the tarball. */
const folder = mkdtempSync(join(tmpdir(), 'commbox-package-'))
const installed = join(folder, 'node_modules', 'commbox-webhooks')

/** What only the type checker sees: what is refused is as much a promise as what is allowed. */
const types = `
import type { Conversation, Page, ReadClient, TimelineEntry } from 'commbox-webhooks'
import { quarantineReasons } from 'commbox-webhooks'

export async function use(client: ReadClient, entry: TimelineEntry): Promise<string | undefined> {
  const page: Page<{ objectId: string; startedAt: string }> = await client.conversations.ofCustomer('1')
  const conversation: Conversation | undefined = await client.conversations.get('1')
  // @ts-expect-error it may be unknown
  const status: string = conversation?.status
  // @ts-expect-error it is in no list
  page.items[0]?.lastMessageText
  // @ts-expect-error no such reason
  await client.quarantine.ofDayByReason('2024-06-09', 'broken')
  await client.quarantine.ofDayByReason('2024-06-09', quarantineReasons[0])
  if (entry.entity === 'Satisfaction') return String(entry.event.score)
  // @ts-expect-error only scores have one
  return entry.event.score
}
`

/** A page's example in TypeScript, and what the page says that it prints. */
function example(page: string, heading: string) {
  const blocks = sectionsOf(page).find((section) => section.heading === heading)?.blocks ?? []
  const index = blocks.findIndex(({ language }) => language === 'ts')
  return { code: blocks[index]?.text ?? '', prints: blocks[index + 1]?.text ?? '' }
}
const examples = {
  'reading.ts': example('docs/analysts.md', 'From TypeScript'),
  'folding.ts': example('docs/developers.md', 'Use it as a library'),
}

async function run(command: string, args: string[], cwd: string): Promise<string> {
  try {
    return (await promisify(execFile)(command, args, { cwd })).stdout
  } catch (error) {
    throw new Error(
      error instanceof Error && 'stdout' in error ? `${error.stdout}${error.message}` : String(error),
    )
  }
}

let receiver: Receiver
let packed: string[]

beforeAll(async () => {
  await run('npm', ['run', '--silent', 'prepack'], project)
  const [pack] = JSON.parse(
    await run('npm', ['pack', './dist', '--json', '--silent', '--pack-destination', folder], project),
  )
  packed = pack.files.map(({ path }: { path: string }) => path)
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  await run('npm', ['install', '--no-audit', '--no-fund', join(folder, pack.filename)], folder)
  const compilerOptions = {
    module: 'nodenext',
    target: 'es2024',
    strict: true,
    noEmit: true,
    // Of the project's node_modules: the empty project has the library and nothing else.
    types: ['node'],
    typeRoots: [join(modules, '@types')],
    skipLibCheck: false,
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }))
  writeFileSync(join(folder, 'types.ts'), types)
  for (const [file, { code }] of Object.entries(examples)) writeFileSync(join(folder, file), code)

  receiver = await startReceiver('2026-01-15T10:00:00.000Z')
  await receiver.take(
    deliveries().map(({ body, expected }) => ({ url: expected.url, body: body.toString() })),
  )
  mkdirSync(join(folder, '.local'))
  writeFileSync(
    join(folder, '.local', 'outputs.json'),
    JSON.stringify({
      CommBoxWebhooks: Object.fromEntries(pipelines.map((pipeline) => [outputs.table(pipeline), pipeline])),
      Local: localOutputs('', { dynamoDb: receiver.tables.endpoint, s3: '', sqs: '' }),
    }),
  )
})
afterAll(async () => {
  await receiver?.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('the packed library', () => {
  test('holds JavaScript, types and the contracts, and nothing of tests, stack or commands', () => {
    const schemas = readdirSync(join(project, 'docs/schemas'), { recursive: true, encoding: 'utf8' })
    expect(packed).toEqual(expect.arrayContaining(['index.js', 'index.d.ts', 'openapi.json']))
    expect(packed.filter((path) => path.startsWith('schemas/'))).toHaveLength(
      schemas.filter((path) => path.endsWith('.json')).length,
    )
    const others = packed.filter((path) => !/\.(js|d\.ts)$|^(openapi\.json$|schemas\/)/.test(path))
    expect(others.toSorted()).toEqual(['LICENSE', 'package.json'])
  })

  test('depends only on what it imports', () => {
    const {
      dependencies,
      license,
      private: isPrivate,
    } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'))
    expect(Object.keys(dependencies)).toEqual([
      '@aws-sdk/client-dynamodb',
      '@aws-sdk/client-s3',
      '@aws-sdk/util-dynamodb',
      'valibot',
    ])
    expect({ license, isPrivate }).toEqual({ license: 'Apache-2.0', isPrivate: undefined })
  })

  test('installs at most 40 packages of at most 30 MB, with no script', async () => {
    const { packages } = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'))
    const names = Object.keys(packages).filter((path) => path !== '')
    const files = readdirSync(join(folder, 'node_modules'), { recursive: true, withFileTypes: true })
    const bytes = files
      .filter((file) => file.isFile())
      .reduce((sum, file) => sum + statSync(join(file.parentPath, file.name)).size, 0)
    console.log(`${names.length} packages, ${(bytes / 1e6).toFixed(1)} MB`)
    expect(names.length).toBeLessThanOrEqual(40)
    expect(bytes).toBeLessThanOrEqual(30e6)
    expect(names.filter((name) => packages[name].hasInstallScript)).toEqual([])
  })

  test('has types that a strict project takes', async () => {
    await run(process.execPath, [join(modules, 'typescript/bin/tsc'), '-p', '.'], folder)
  })

  test.each(Object.entries(examples))(
    'runs: %s prints what its page says',
    async (file, { code, prints }) => {
      expect(code).not.toBe('')
      expect(await run(process.execPath, [file], folder)).toBe(`${prints}\n`)
    },
  )

  test('gives its contracts as modules', async () => {
    const code = `
      import document from 'commbox-webhooks/openapi.json' with { type: 'json' }
      import schema from 'commbox-webhooks/schemas/tag/onadd.json' with { type: 'json' }
      console.log(document.openapi, schema.title)`
    expect(await run(process.execPath, ['--input-type=module', '-e', code], folder)).toBe('3.1.0 Tag.OnAdd\n')
  })
})
