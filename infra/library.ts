/**
 * Completes `dist`, into which the compiler has put the library, so that `npm pack ./dist` packs it: the contracts of
 * `docs`, the licence, and a package.json that depends only on what the library imports.
 */
import { cpSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import * as v from 'valibot'

const project = v.parse(
  v.object({
    name: v.string(),
    version: v.string(),
    description: v.string(),
    license: v.string(),
    type: v.literal('module'),
    engines: v.object({ node: v.string() }),
    dependencies: v.record(v.string(), v.string()),
  }),
  JSON.parse(readFileSync('package.json', 'utf8')),
)

/** The packages that the compiled files and their types import. */
function importedPackages(): string[] {
  const specifiers = globSync('dist/**/*.{js,d.ts}').flatMap((file) =>
    [
      ...readFileSync(file, 'utf8').matchAll(
        /(?:^(?:import|export)[^'"]*? from |import\()['"]([^'".][^'"]*)['"]/gm,
      ),
    ].map(([, specifier = '']) => specifier),
  )
  const names = specifiers.map((specifier) => /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier)
  return [...new Set(names)]
    .filter((name) => !name.startsWith('node:') && !builtinModules.includes(name))
    .sort()
}

/** Of an app that has these packages already, any later version of the same major does. */
function rangeOf(name: string): string {
  const pinned = project.dependencies[name]
  if (pinned === undefined) throw new Error(`The library imports ${name}: add it to "dependencies".`)
  return `^${pinned}`
}

const { dependencies: _all, ...common } = project
const manifest = {
  ...common,
  exports: {
    '.': { types: './index.d.ts', default: './index.js' },
    './openapi.json': './openapi.json',
    './schemas/*': './schemas/*',
  },
  dependencies: Object.fromEntries(importedPackages().map((name) => [name, rangeOf(name)])),
}
writeFileSync('dist/package.json', `${JSON.stringify(manifest, null, 2)}\n`)
cpSync('docs/openapi.json', 'dist/openapi.json')
cpSync('docs/schemas', 'dist/schemas', { recursive: true })
cpSync('LICENSE', 'dist/LICENSE')

if (process.env.npm_command === 'pack') {
  console.error(
    'This folder is the whole project. `npm run package` packs the library, which is in dist now.',
  )
  process.exitCode = 1
}
