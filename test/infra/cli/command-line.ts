import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import stringWidth from 'string-width'
import { run } from '../../../infra/cli/program.ts'
import type { Io } from '../../../infra/cli/terminal/io.ts'

export type Ran = { code: number; out: string; err: string }

/** Runs a command in this process, with its own environment, and the parts of a terminal that `terminal` has. */
export async function commbox(
  args: string[],
  env: Record<string, string> = {},
  terminal: Partial<
    Pick<Io, 'out' | 'ask' | 'live' | 'input' | 'onInterrupt' | 'now' | 'wait' | 'width'>
  > = {},
): Promise<Ran> {
  const [out, err]: [string[], string[]] = [[], []]
  const code = await run(args, {
    out: (line) => out.push(`${line}\n`),
    err: (line) => err.push(`${line}\n`),
    now: () => new Date(),
    wait: async () => {},
    colours: false,
    env,
    ...terminal,
  })
  return { code, out: out.join(''), err: err.join('') }
}

/** Splits a printed table into rows and cells. */
export function rowsOf(out: string): string[][] {
  return out
    .trimEnd()
    .split('\n')
    .map((line) => line.split(/ {2,}/))
}

/** The printed lines that are wider than 80 columns and could be broken at a blank. */
export function wideLinesOf(out: string): string[] {
  return out.split('\n').filter((line) => stringWidth(line) > 80 && line.trim().includes(' '))
}

/** Makes a folder, which is removed with the temporary folder of the run. */
export function scratchFolder(): string {
  return mkdtempSync(join(tmpdir(), 'commbox-'))
}

/** Writes a token into a new file, and returns its path. */
export function tokenFile(token: string): string {
  const file = join(scratchFolder(), 'token.txt')
  writeFileSync(file, `${token}\n`)
  return file
}

/** Writes an outputs file into a new folder, and returns its path. */
export function outputsFile(content: unknown): string {
  const file = join(scratchFolder(), 'outputs.json')
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
  return file
}
