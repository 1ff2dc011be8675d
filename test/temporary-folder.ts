import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    builtApp: string
  }
}

/**
 * Gives every run of the tests a temporary folder, which is removed with all that they leave in it. In it is a folder
 * for the app, which the first test that needs it builds: built-app.ts.
 */
export default function createFolder({ provide }: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'commbox-tests-'))
  process.env.TMPDIR = folder
  provide('builtApp', mkdtempSync(join(folder, 'built-app-')))
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}
