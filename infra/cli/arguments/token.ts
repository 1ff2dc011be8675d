import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { UsageError } from '../errors.ts'

export type TokenOptions = { tokenFile?: string }

/** Adds `--token-file`. A token in an argument would stay in the shell's history, npm's logs and the process list. */
export function withTokenFile(command: Command): Command {
  return command.option('--token-file <file>', 'a file that holds the token to send (-: standard input)')
}

/**
 * Reads the token of `--token-file`, without blanks around it; undefined if there is no such option.
 *
 * @throws UsageError if the file cannot be read or is empty
 */
export function readTokenFile({ tokenFile: file }: TokenOptions): string | undefined {
  if (file === undefined) return undefined
  const token = contentOf(file).trim()
  if (token === '') throw new UsageError(`--token-file: ${file === '-' ? 'standard input' : file} is empty`)
  return token
}

function contentOf(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8')
  } catch {
    throw new UsageError(`--token-file: ${file} cannot be read`)
  }
}
