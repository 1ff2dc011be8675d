import { execFile } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { localOutputs } from '../../../infra/local/emulators.ts'
import { outputs, pipelines } from '../../../shared/runtime/names.ts'
import { sectionsOf } from '../../docs/page.ts'
import { deliveries } from '../../fixtures.ts'
import { type Receiver, startReceiver } from './receiver.ts'

const project = fileURLToPath(new URL('../../../', import.meta.url))
const modules = join(project, 'node_modules')
/** Compilers are slow where others work beside them: milliseconds. */
const patience = 180_000
/** An empty project, with the package as npm unpacks it. */
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
  'folding.ts': example('docs/developers.md', 'Build on it'),
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
  const [pack] = JSON.parse(
    await run('npm', ['pack', '--json', '--silent', '--pack-destination', folder], project),
  )
  packed = pack.files.map(({ path }: { path: string }) => path)
  mkdirSync(installed, { recursive: true })
  await run('tar', ['-xzf', join(folder, pack.filename), '-C', installed, '--strip-components=1'], folder)

  // npm would fetch what the package depends on; here it is linked, and nothing else is.
  const { dependencies } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'))
  for (const name of [...Object.keys(dependencies), '@types/node']) {
    mkdirSync(dirname(join(folder, 'node_modules', name)), { recursive: true })
    symlinkSync(join(modules, name), join(folder, 'node_modules', name))
  }
  const compilerOptions = {
    module: 'nodenext',
    target: 'es2024',
    strict: true,
    noEmit: true,
    types: ['node'],
    skipLibCheck: false,
  }
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
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
}, patience)
afterAll(async () => {
  await receiver?.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('the packed package', () => {
  test('holds JavaScript, types and the contracts, and nothing of tests, stack or commands', () => {
    const schemas = readdirSync(join(project, 'docs/schemas'), { recursive: true, encoding: 'utf8' })
    expect(packed).toEqual(expect.arrayContaining(['dist/index.js', 'dist/index.d.ts', 'docs/openapi.json']))
    expect(packed.filter((path) => path.startsWith('docs/schemas/'))).toHaveLength(
      schemas.filter((path) => path.endsWith('.json')).length,
    )
    const others = packed.filter(
      (path) => !/^dist\/.+\.(js|d\.ts)$|^docs\/(openapi\.json|schemas\/)/.test(path),
    )
    expect(others.toSorted()).toEqual(['README.md', 'package.json'])
  })

  test('has types that a strict project takes', { timeout: patience }, async () => {
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
