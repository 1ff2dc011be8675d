import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { namesIn, type Section, sectionsOf } from './page.ts'

/** A step of a page: a heading with the name of a file, and what becomes of the file. */
export type Step = Section & { file: string }

/** The steps below a heading of the second level of docs/developers.md. */
export function stepsOf(heading: string): Step[] {
  const sections = sectionsOf('docs/developers.md')
  const start = sections.findIndex((section) => section.level === 2 && section.heading === heading)
  if (start < 0) throw new Error(`docs/developers.md has no ${heading}`)
  const rest = sections.slice(start + 1)
  const end = rest.findIndex(({ level }) => level === 2)
  return rest.slice(0, end < 0 ? undefined : end).flatMap((section) => {
    const [file] = namesIn(section.heading)
    return file === undefined ? [] : [{ ...section, file }]
  })
}

/** Whether a step changes a file; otherwise it adds one. */
export function isChange({ blocks }: Step): boolean {
  return blocks.every(({ language }) => language === 'diff')
}

/** A copy of the project in a folder of its own. */
export type Copy = {
  /** Does what a step says: writes its file, or makes the lines with a plus of those with a minus. */
  take(step: Step): void
  /** Runs a command. Rejects with its output if it fails. */
  run(command: string, ...args: string[]): Promise<string>
  read(file: string): string
  remove(): void
}

const project = fileURLToPath(new URL('../../', import.meta.url))
const copied = [
  ...['docs', 'functions', 'infra', 'shared', 'test'],
  ...[
    'cdk.json',
    'package.json',
    'package-lock.json',
    'tsconfig.json',
    'tsconfig.build.json',
    'vitest.config.ts',
  ],
]

export function copyOfProject(): Copy {
  const folder = mkdtempSync(join(tmpdir(), 'commbox-copy-'))
  for (const name of copied) cpSync(join(project, name), join(folder, name), { recursive: true })
  symlinkSync(join(project, 'node_modules'), join(folder, 'node_modules'))
  return {
    take(step) {
      const file = join(folder, step.file)
      mkdirSync(dirname(file), { recursive: true })
      for (const { language, text } of step.blocks) {
        writeFileSync(
          file,
          language === 'diff' ? changed(step, readFileSync(file, 'utf8'), text) : `${text}\n`,
        )
      }
    },
    async run(command, ...args) {
      const env = { ...process.env, VITEST: undefined, COMMBOX_TEST_REPORT: undefined, LAW_RUNS: '0.1' }
      try {
        return (await promisify(execFile)(command, args, { cwd: folder, env })).stdout
      } catch (error) {
        throw new Error(error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error))
      }
    },
    read: (file) => readFileSync(join(folder, file), 'utf8'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** A file after the changes of a diff, whose lines must be in one place of it. */
function changed({ file }: Step, content: string, diff: string): string {
  const lines = diff.split('\n')
  const without = (sign: string) =>
    lines
      .filter((line) => !line.startsWith(sign))
      .map((line) => line.slice(1))
      .join('\n')
  const [before, after] = [without('+'), without('-')]
  const places = content.split(before).length - 1
  if (places !== 1) throw new Error(`${file} has ${places} places with these lines:\n${before}`)
  return content.replace(before, () => after)
}
