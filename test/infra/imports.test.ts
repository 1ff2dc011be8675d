import { globSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { sources } from '../../infra/local/synthesis.ts'

/** The packages that a file loads, directly and through files of this project. Type-only imports load nothing. */
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

/** The files of this project that a file imports, including type-only imports. */
function importsOf(file: URL): URL[] {
  const specifiers = readFileSync(file, 'utf8').matchAll(/(?:\bfrom|\bimport\(?)\s*['"](\.[^'"]+\.ts)['"]/g)
  return [...specifiers].map(([, specifier = '']) => new URL(specifier, file))
}

const root = new URL('../../', import.meta.url)
const filesIn = (folder: string) =>
  globSync(`${folder}/**/*.ts`, { cwd: root }).map((path) => new URL(path, root))

/** The files of an import cycle in a folder, in order, including type-only imports; undefined if there is none. */
function circleIn(folder: string): string[] | undefined {
  const files = new Set(filesIn(folder).map(({ href }) => href))
  const done = new Set<string>()
  function search(file: string, path: readonly string[]): string[] | undefined {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file]
    if (done.has(file) || !files.has(file)) return undefined
    for (const { href } of importsOf(new URL(file))) {
      const circle = search(href, [...path, file])
      if (circle !== undefined) return circle
    }
    done.add(file)
    return undefined
  }
  for (const file of files) {
    const circle = search(file, [])
    if (circle !== undefined) return circle
  }
  return undefined
}

describe('imports of the CDK app', () => {
  const loaded = loadedBy(new URL('../../infra/app.ts', import.meta.url))
  const files = [...loaded.keys()]

  test('reach its constructs and the names that it shares with the functions', () => {
    for (const name of [
      'infra/stack.ts',
      'infra/constructs/ingest-api.ts',
      'shared/runtime/names.ts',
      'shared/runtime/variables.ts',
      'shared/tables.ts',
    ]) {
      expect(files.some((file) => file.endsWith(name))).toBe(true)
    }
  })

  test('load no SDK', () => {
    const packages = new Set([...loaded.values()].flatMap((names) => [...names]))
    expect([...packages].filter((name) => /^(@aws-sdk|@smithy)\//.test(name))).toEqual([])
    expect(packages).toContain('aws-cdk-lib')
  })

  test('load only names and constants from shared, and so no schemas', () => {
    const shared = files.filter((file) => file.startsWith(`${root.href}shared/`))
    expect(shared.length).toBeGreaterThan(5)
    expect(shared.flatMap((file) => [...(loaded.get(file) ?? [])])).not.toContain('valibot')
  })

  test('load nothing of the local runner, the commands or the functions', () => {
    expect(files.filter((file) => /\/(infra\/(local|cli|console)|functions)\//.test(file))).toEqual([])
  })

  test('are all among the sources by which the local stack decides whether to build again', () => {
    const paths = files.map((file) => file.slice(root.href.length))
    const isSource = (path: string) =>
      sources.some((source) => path === source || path.startsWith(`${source}/`))
    expect(paths.filter((path) => !isSource(path))).toEqual([])
  })

  test('the rule sees an import of the SDK', () => {
    expect(specifiersIn("import { SQSClient } from '@aws-sdk/client-sqs'")).toEqual(['@aws-sdk/client-sqs'])
    expect(specifiersIn("import {\n  type Input,\n  object,\n} from 'valibot'")).toEqual(['valibot'])
    expect(specifiersIn("import 'valibot'")).toEqual(['valibot'])
    expect(specifiersIn("const v = await import('valibot')")).toEqual(['valibot'])
    expect(specifiersIn("import type { Input } from 'valibot'")).toEqual([])
  })
})

describe('imports of the local stack', () => {
  const files = filesIn('infra/local')

  test('they stay within it and shared: not even a type of the console or the commands', () => {
    const imported = files.flatMap(importsOf).map(({ href }) => href.slice(root.href.length))
    expect(imported.filter((path) => !/^(infra\/local|shared)\//.test(path))).toEqual([])
    expect(imported).toContain('infra/local/gateway.ts')
    expect(imported).toContain('shared/runtime/names.ts')
  })

  test('the rule sees types and dynamic imports', () => {
    const start = importsOf(new URL('infra/start.ts', root)).map(({ pathname }) => pathname)
    expect(start.some((path) => path.endsWith('/infra/console/console.ts'))).toBe(true)
    const thread = importsOf(new URL('infra/local/worker.ts', root)).map(({ pathname }) => pathname)
    expect(thread.some((path) => path.endsWith('/infra/local/thread.ts'))).toBe(true)
  })
})

describe('imports of the command line', () => {
  /** The packages that a file loads at once: not those of a dynamic import. */
  const loadedAtOnce = (file: URL, seen = new Set<string>()): string[] => {
    if (seen.has(file.href)) return []
    seen.add(file.href)
    const code = readFileSync(file, 'utf8').replace(/\bimport\(/g, '')
    return specifiersIn(code).flatMap((specifier) =>
      specifier.startsWith('.') ? loadedAtOnce(new URL(specifier, file), seen) : [specifier],
    )
  }
  const large = ['@duckdb/node-api', '@observablehq/plot', 'linkedom']

  test('neither the database nor plots are loaded before a command needs them', () => {
    const packages = loadedAtOnce(new URL('infra/cli/program.ts', root))
    expect(packages).toContain('commander')
    expect(packages.filter((name) => large.includes(name))).toEqual([])
  })

  test('simulate --days and what is shipped never load the database', () => {
    const days = loadedAtOnce(new URL('infra/cli/simulate/history/simulate-days.ts', root))
    const shipped = [...filesIn('functions'), ...filesIn('shared')].flatMap((file) => loadedAtOnce(file))
    expect([...days, ...shipped].filter((name) => large.includes(name))).toEqual([])
    expect(loadedAtOnce(new URL('infra/cli/sql/run.ts', root))).toContain('@duckdb/node-api')
  })
})

test.each(['infra/local', 'infra/console'])('the imports of %s have no cycle', (folder) => {
  expect(filesIn(folder).length).toBeGreaterThan(10)
  expect(circleIn(folder)).toBeUndefined()
})

describe('the product', () => {
  const files = globSync('{functions,infra,shared}/**/*.{ts,js,mjs,cjs}', { cwd: root })
  /** A text with a path into test/: in an import of any form, a URL, a file to read. A comment only mentions one. */
  const ofTests = /['"`](?:[^'"`\n]*\/)?test\//
  const codeOf = (text: string) => text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')

  test('imports and reads nothing of test/', () => {
    expect(files).toEqual(expect.arrayContaining(['infra/webhooks/samples.ts', 'functions/ingest.lambda.ts']))
    const offending = files.filter((file) => ofTests.test(codeOf(readFileSync(new URL(file, root), 'utf8'))))
    expect(offending).toEqual([])
  })

  test.each([
    "import { deliveries } from '../../test/fixtures.ts'",
    "const { malformed } = await import('../../test/fixtures.ts')",
    "import type { Fixture } from '../test/fixtures.ts'",
    "readFileSync('test/fixtures/deliveries/object/on-new.expected.json')",
    'new URL(`../../test/fixtures/deliveries/object/on-new.expected.json`, import.meta.url)',
  ])('the rule sees %s', (code) => expect(codeOf(code)).toMatch(ofTests))
})
