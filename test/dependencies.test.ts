import { globSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { describe, expect, test } from 'vitest'

const { dependencies, devDependencies, optionalDependencies, allowScripts } = JSON.parse(
  readFileSync('package.json', 'utf8'),
)
const pins: Record<string, string> = { ...dependencies, ...devDependencies, ...optionalDependencies }

type Locked = { version: string; hasInstallScript?: boolean }
const { packages }: { packages: Record<string, Locked> } = JSON.parse(
  readFileSync('package-lock.json', 'utf8'),
)
const nameOf = (path: string) => path.replace(/^.*node_modules\//, '')

/** The packages that the files import, types included. */
function importedBy(...patterns: string[]): string[] {
  const specifiers = patterns
    .flatMap((pattern) => globSync(pattern, { exclude: ['**/node_modules/**'] }))
    .flatMap((file) => [
      ...readFileSync(file, 'utf8').matchAll(
        /(?:^(?:import|export)\b[^'"]*?from |\bimport\()'([^'.][^']*)'/gm,
      ),
    ])
  const names = specifiers.map(
    ([, specifier = '']) => /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier,
  )
  return [...new Set(names)]
    .filter((name) => !name.startsWith('node:') && !builtinModules.includes(name))
    .sort()
}

/** Of these only the types exist, in a package of another name. */
const typesOnly = ['aws-lambda']

test('every version is exact', () => {
  // DuckDB's packages add their own number to DuckDB's.
  for (const pin of Object.values(pins)) expect(pin).toMatch(/^\d+\.\d+\.\d+(-r\.\d+)?$/)
})

test('dependencies are what functions, library and bundles import, and nothing else', () => {
  const shipped = importedBy('functions/**/*.ts', 'shared/**/*.ts', 'infra/bundling/{c,e}*.ts')
  expect(Object.keys(dependencies)).toEqual(shipped.filter((name) => !typesOnly.includes(name)))
})

test('every package that is imported is declared', () => {
  const imported = importedBy('{functions,infra,shared,test}/**/*.ts', '*.ts').filter((name) => {
    // The documentation's examples import the library by its name.
    return !typesOnly.includes(name) && name !== 'commbox-webhooks'
  })
  expect(imported.filter((name) => pins[name] === undefined)).toEqual([])
})

describe('one version of the SDK', () => {
  /** The registry has no later version than this of dynamodb-streams. */
  const exceptions = ['@aws-sdk/client-dynamodb-streams']

  test('every client has the same', () => {
    const clients = Object.keys(pins).filter((name) => name.startsWith('@aws-sdk/client-'))
    expect(clients.length).toBeGreaterThan(4)
    const versions = clients.filter((name) => !exceptions.includes(name)).map((name) => pins[name])
    expect(new Set(versions).size).toBe(1)
  })

  test('each of its packages is installed once', () => {
    const paths = Object.keys(packages).filter((path) => /^@(aws-sdk|smithy)\//.test(nameOf(path)))
    // Of the X-Ray SDK, which Powertools' tracer brings: only the benchmark has it.
    const twice = paths.map(nameOf).filter((name, index, all) => all.indexOf(name) !== index)
    expect(twice.filter((name) => name !== '@smithy/types')).toEqual([])
  })
})

test('Powertools, the CDK and the Node packages are pinned together', () => {
  const versions = (pattern: RegExp) =>
    new Set(Object.keys(pins).flatMap((name) => (pattern.test(name) ? [pins[name]] : [])))
  expect(versions(/^@aws-lambda-powertools\//).size).toBe(1)
  expect(versions(/^node-linux-/).size).toBe(1)
})

test('no package runs a script when it is installed', () => {
  const scripted = Object.entries(packages).filter(([, { hasInstallScript }]) => hasInstallScript)
  const denied = Object.entries(allowScripts).filter(([, isAllowed]) => isAllowed === false)
  const names = denied.map(([name]) => name)
  expect(names).toEqual(Object.keys(allowScripts))
  expect(
    scripted.map(([path]) => nameOf(path)).filter((name) => name !== '' && !names.includes(name)),
  ).toEqual([])
})
