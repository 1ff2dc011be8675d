import { execFile, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const project = fileURLToPath(new URL('../../', import.meta.url))

/** A reader of a page, with a terminal and an editor in a folder of the project. */
export type Reader = {
  folder: string
  /** Runs a block in the shell and returns its output. Rejects if a command fails. */
  shell(script: string): Promise<string>
  /** Runs a block that sets variables for later ones. */
  prepareShell(script: string): Promise<void>
  /** Adds a block of TypeScript whose imports and constants later ones use. */
  prepareModule(source: string): void
  /** Runs a block of TypeScript as a module on this Node and returns the value of the named constant. */
  module(source: string, constant?: string): Promise<unknown>
  close(): Promise<void>
}

/** Hands its arguments on to the watched DynamoDB; curl fails where that refuses. */
const aws = `#!/bin/sh
printf '%s\\0' "$@" | curl -sSf --data-binary @- "$AWS_ENDPOINT_URL_DYNAMODB/cli" && echo
`

/** The shell's `date`, as the pages use it, by a clock that is stopped. */
const date = (now: string) => `#!/bin/sh
case "$*" in
  '-u +%Y-%m-%d') echo ${now.slice(0, 10)} ;;
  '-u +%Y-%m') echo ${now.slice(0, 7)} ;;
  *) echo "date $* is not known here" >&2; exit 1 ;;
esac
`

/** The Date of modules, by the same clock. */
const clock = (now: number) => `
globalThis.Date = class extends Date {
  constructor(...given) {
    super(...(given.length === 0 ? [${now}] : given))
  }
  static now() {
    return ${now}
  }
}
`

/** Imports the modules that standard input names, one after the other, and answers each with a line. */
const runner = `
import { createInterface } from 'node:readline'
for await (const path of createInterface({ input: process.stdin })) {
  try {
    const { default: value = null } = await import(path)
    console.log(JSON.stringify({ value }))
  } catch (error) {
    console.log(JSON.stringify({ error: String(error) }))
  }
}`

/** @param now what commands and modules take for the time: the day of the receipts that the pages ask for */
export function newReader(now: Date): Reader {
  const folder = mkdtempSync(join(tmpdir(), 'commbox-docs-'))
  mkdirSync(join(folder, 'bin'))
  writeFileSync(join(folder, 'bin', 'aws'), aws, { mode: 0o755 })
  writeFileSync(join(folder, 'bin', 'date'), date(now.toISOString()), { mode: 0o755 })
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  symlinkSync(join(project, 'node_modules'), join(folder, 'node_modules'))

  const path = [join(folder, 'bin'), dirname(process.execPath), process.env.PATH].join(delimiter)
  let env: NodeJS.ProcessEnv = { PATH: path }
  const shell = async (script: string) => {
    const { stdout } = await promisify(execFile)('/bin/sh', ['-c', script], { cwd: folder, env })
    return stdout
  }

  const child = spawn(process.execPath, ['--input-type=module', '-e', clock(now.getTime()) + runner], {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  let before = ''
  let modules = 0

  return {
    folder,
    shell,
    async prepareShell(script) {
      env = JSON.parse(await shell(`${script}\nnode -p 'JSON.stringify(process.env)'`))
    },
    prepareModule(source) {
      const constants = [...source.matchAll(/^const (\w+)/gm)].map(([, name]) => name).join(', ')
      const imports = [...source.matchAll(/^import .*$/gm)].join('\n')
      writeFileSync(join(folder, 'prepared.ts'), `${source}\nexport { ${constants} }\n`)
      before = `${imports}\nimport { ${constants} } from './prepared.ts'\n`
    },
    async module(source, constant) {
      modules += 1
      const file = join(folder, `module-${modules}.ts`)
      const after = constant === undefined ? '' : `\nexport default ${constant}\n`
      writeFileSync(file, before + source + after)
      child.stdin.write(`${file}\n`)
      const { value: line = '{"error":"it ended"}' } = await answers.next()
      const answer = JSON.parse(line)
      if (answer.error !== undefined) throw new Error(`${answer.error} in\n${source}`)
      return answer.value
    },
    async close() {
      child.stdin.end()
      await exited
      rmSync(folder, { recursive: true })
    },
  }
}
