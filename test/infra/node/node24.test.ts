import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'

const project = mkdtempSync(join(tmpdir(), 'node24-'))
const launcher = join(project, 'infra', 'node', 'node24.mjs')
mkdirSync(join(project, 'infra', 'node'), { recursive: true })
copyFileSync(new URL('../../../infra/node/node24.mjs', import.meta.url), launcher)
writeFileSync(
  join(project, 'end.ts'),
  'const code: string = process.argv[2] ?? ""\nconsole.log(process.env.PATH)\nprocess.exitCode = Number(code)\n',
)

afterAll(() => rmSync(project, { recursive: true, force: true }))

/** Runs the launcher; `pretended` is the version that Node reports to it. */
function launch(pretended?: string) {
  const pretence = `Object.defineProperty(process.versions, 'node', { value: '${pretended}' })`
  const flags =
    pretended === undefined ? [] : ['--import', `data:text/javascript,${encodeURIComponent(pretence)}`]
  const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, launcher, 'end.ts', '3'], {
    cwd: project,
    encoding: 'utf8',
  })
  return { status, stdout, stderr }
}

describe('node24', () => {
  test('runs TypeScript with its arguments, passes its exit code on, and puts the tools of the project on its path', () => {
    const { status, stdout, stderr } = launch()
    expect({ status, stderr }).toEqual({ status: 3, stderr: '' })
    expect(stdout).toContain(join(project, 'node_modules', '.bin'))
  })

  test('prints one line that says what to do, if this Node is older and the project has none of its own', () => {
    expect(launch('22.4.0')).toEqual({
      status: 1,
      stdout: '',
      stderr: 'Node 24 or newer is required, and this is Node 22.4.0: install Node 24.\n',
    })
  })
})
