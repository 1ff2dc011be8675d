import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { inject } from 'vitest'
import { tokenFile, writePrivately } from '../infra/local/folder.ts'
import { type LocalStack, type LocalStackOptions, startLocalStack } from '../infra/local/stack.ts'
import { synthesize } from '../infra/local/synthesis.ts'
import { labelledHash } from '../infra/local/token.ts'
import { authenticToken } from './webhook-request.ts'

/** The token of the local stacks that `startBuiltStack` starts. */
const localToken = 'built-once-for-all-tests-of-a-run-000000000'

/**
 * Returns the folder of the synthesized app, which accepts `authenticToken` too. It is built once in a run of the
 * tests, by the first test that asks for it: a build takes seconds of CPU.
 */
export async function builtApp(): Promise<string> {
  const folder = inject('builtApp')
  const [built, failed] = [join(folder, 'built'), join(folder, 'failed')]
  if (isFirst(join(folder, 'building'))) {
    const hashes = [labelledHash('local', localToken), labelledHash('tests', authenticToken)]
    try {
      await synthesize(folder, { tokenHash: hashes.join(',') })
      writeFileSync(built, '')
    } catch (error) {
      writeFileSync(failed, '')
      throw error
    }
  }
  while (!existsSync(built)) {
    if (existsSync(failed)) throw new Error('the app could not be built: another test says why')
    await wait(20)
  }
  return join(folder, 'cdk.out')
}

/** Whether nobody else has made this folder. */
function isFirst(folder: string): boolean {
  try {
    mkdirSync(folder)
    return true
  } catch {
    return false
  }
}

/** Starts a local stack of this project's app without building it again. */
export async function startBuiltStack(options: Omit<LocalStackOptions, 'assembly'>): Promise<LocalStack> {
  const assembly = await builtApp()
  mkdirSync(options.dir, { recursive: true })
  writePrivately(join(options.dir, tokenFile), `${localToken}\n`)
  return startLocalStack({ ...options, assembly })
}
