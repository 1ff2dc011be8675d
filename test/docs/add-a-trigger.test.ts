import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { namesIn, type Section, sectionsOf } from './page.ts'

const project = fileURLToPath(new URL('../../', import.meta.url))
const steps = sectionsOf('docs/developers.md').filter(
  ({ level, heading }) => level === 3 && /^\d\. /.test(heading),
)

const folder = mkdtempSync(join(tmpdir(), 'commbox-trigger-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Executes a step: writes its file, or applies its diff. */
function take({ heading, blocks }: Section): void {
  const file = join(folder, namesIn(heading)[0] ?? '')
  for (const { language, text } of blocks) {
    if (language !== 'diff') {
      writeFileSync(file, `${text}\n`)
      continue
    }
    const lines = text.split('\n')
    const without = (kept: string[]) => kept.map((line) => line.slice(1)).join('\n')
    const [before, after] = [
      without(lines.filter((line) => !line.startsWith('+'))),
      without(lines.filter((line) => !line.startsWith('-'))),
    ]
    const old = readFileSync(file, 'utf8')
    expect(old.split(before).length, `${heading} matches one place`).toBe(2)
    writeFileSync(file, old.replace(before, after))
  }
}

/** Runs a command in the copy. Rejects with its output if it fails. */
async function run(command: string, ...args: string[]): Promise<string> {
  const env = { ...process.env, VITEST: undefined, COMMBOX_TEST_REPORT: undefined }
  try {
    return (await promisify(execFile)(command, args, { cwd: folder, env })).stdout
  } catch (error) {
    throw new Error(error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error))
  }
}

beforeAll(() => {
  for (const name of [
    'docs',
    'functions',
    'infra',
    'shared',
    'test',
    'package.json',
    'tsconfig.json',
    'tsconfig.build.json',
    'vitest.config.ts',
  ]) {
    cpSync(join(project, name), join(folder, name), { recursive: true })
  }
  symlinkSync(join(project, 'node_modules'), join(folder, 'node_modules'))
  for (const step of steps) take(step)
})

test('there are five steps', () => {
  expect(steps.map(({ heading }) => heading.slice(0, 1)).join('')).toBe('12345')
})

test('after the steps the project has the trigger, and its tests pass', async () => {
  await run('npx', 'tsc', '--noEmit', '-p', 'tsconfig.build.json')
  await run('npm', 'run', 'docs')
  expect(readFileSync(join(folder, 'docs/administrators.md'), 'utf8')).toContain('`/webhooks/user/onblock`')
  expect(JSON.parse(readFileSync(join(folder, 'docs/schemas/user/onblock.json'), 'utf8'))).toMatchObject({
    title: 'User.OnBlock',
    required: ['Id'],
  })
  const output = await run(
    'npx',
    'vitest',
    'run',
    '--maxWorkers=1',
    'test/shared/fixtures',
    'test/docs/schemas',
    'test/docs/generated',
    'test/docs/openapi',
    'test/shared/client/items',
  )
  expect(output).toMatch(/Tests.*passed/)
  expect(output).not.toContain('failed')
}, 180_000)
