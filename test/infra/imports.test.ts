import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

/** Every module that a file loads, through the files of this project: a type-only import loads nothing. */
function loadedBy(file: URL, seen = new Map<string, Set<string>>()): Map<string, Set<string>> {
  if (seen.has(file.href)) return seen
  const packages = new Set<string>()
  seen.set(file.href, packages)
  for (const specifier of specifiersIn(readFileSync(file, 'utf8'))) {
    if (!specifier.startsWith('.')) packages.add(specifier)
    else if (specifier.endsWith('.ts')) loadedBy(new URL(specifier, file), seen)
  }
  return seen
}

function specifiersIn(code: string): string[] {
  const forms = [
    /^(?:import|export)\s+(?!type\b)[^'"]*?from\s+['"]([^'"]+)['"]/gm,
    /^import\s+['"]([^'"]+)['"]/gm,
    /\bimport\(\s*['"]([^'"]+)['"]/g,
  ]
  return forms.flatMap((form) => [...code.matchAll(form)].map(([, specifier]) => specifier ?? ''))
}

describe('imports of the CDK app', () => {
  const loaded = loadedBy(new URL('../../infra/app.ts', import.meta.url))
  const files = [...loaded.keys()]

  test('it reaches its constructs and the names that it shares with the functions', () => {
    for (const name of [
      'infra/stack.ts',
      'infra/constructs/ingest-api.ts',
      'shared/runtime/names.ts',
      'shared/tables.ts',
    ]) {
      expect(files.some((file) => file.endsWith(name))).toBe(true)
    }
  })

  test('it loads no SDK and no schemas', () => {
    const packages = new Set([...loaded.values()].flatMap((names) => [...names]))
    expect([...packages].filter((name) => /^(@aws-sdk\/|@smithy\/|valibot)/.test(name))).toEqual([])
    expect(packages).toContain('aws-cdk-lib')
  })

  test('it loads nothing of the local runner, the commands or the functions', () => {
    expect(files.filter((file) => /\/(infra\/(local|cli|console)|functions)\//.test(file))).toEqual([])
  })

  test('the rule sees an import of the SDK', () => {
    expect(specifiersIn("import { SQSClient } from '@aws-sdk/client-sqs'")).toEqual(['@aws-sdk/client-sqs'])
    expect(specifiersIn("import {\n  type Input,\n  object,\n} from 'valibot'")).toEqual(['valibot'])
    expect(specifiersIn("import 'valibot'")).toEqual(['valibot'])
    expect(specifiersIn("const v = await import('valibot')")).toEqual(['valibot'])
    expect(specifiersIn("import type { Input } from 'valibot'")).toEqual([])
  })
})
