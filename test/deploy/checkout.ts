import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

const project = fileURLToPath(new URL('../..', import.meta.url))

/** What a deployment and the commands read. */
const parts = [
  'infra',
  'functions',
  'shared',
  'test/fixtures',
  'test/fixtures.ts',
  'docs',
  'cdk.json',
  'package.json',
  'package-lock.json',
]

export type Ran = { code: number; output: string }

/** A copy of the project in which commands of the documentation run, and whose files may be changed. */
export type Checkout = {
  folder: string
  /** Runs a line of a shell; what it prints on both outputs is one text. */
  run(line: string, env?: Record<string, string>): Promise<Ran>
  /** The same. Throws, with what was printed, where it fails. */
  must(line: string, env?: Record<string, string>): Promise<string>
}

/** Copies the project, with its uncommitted changes, into a new folder. */
export function checkOut(folder: string, env: Record<string, string>): Checkout {
  mkdirSync(folder, { recursive: true })
  for (const part of parts) cpSync(join(project, part), join(folder, part), { recursive: true })
  symlinkSync(join(project, 'node_modules'), join(folder, 'node_modules'))
  const run = async (line: string, more: Record<string, string> = {}): Promise<Ran> => {
    const child = spawn('bash', ['-c', `exec 2>&1; ${line}`], {
      cwd: folder,
      env: { ...env, ...more },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'close')])
    return { code, output }
  }
  return {
    folder,
    run,
    async must(line, more) {
      const { code, output } = await run(line, more)
      if (code !== 0) throw new Error(`${line}\nended with ${code}:\n${output.slice(-8000)}`)
      return output
    },
  }
}
