import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readAssembly } from '../../../infra/local/assembly.ts'
import { LocalError } from '../../../infra/local/local-error.ts'
import { newFolder, writeSmallApp } from './small-app.ts'

const dir = newFolder()
const app = writeSmallApp(dir)
const manifestFile = join(app, 'manifest.json')
const manifest = JSON.parse(readFileSync(manifestFile, 'utf8'))

afterAll(() => rmSync(dir, { recursive: true }))

/** The message of the error that reading the app with these artifacts throws. */
function errorWith(artifacts: object): unknown {
  writeFileSync(manifestFile, JSON.stringify({ ...manifest, artifacts }))
  try {
    readAssembly(app)
    return undefined
  } catch (error) {
    return error
  } finally {
    writeFileSync(manifestFile, JSON.stringify(manifest))
  }
}

test('an assembly has the stack, and the folder of each asset by its key', () => {
  const { stackName, template, asset } = readAssembly(app)
  expect(stackName).toBe('App')
  expect(template.Resources.Echo?.Type).toBe('AWS::Lambda::Function')
  expect(asset('echo.zip')).toBe(join(app, 'asset.echo'))
  expect(() => asset('other.zip')).toThrow(/^The synthesized app has no asset other\.zip\.$/)
})

test.each([
  ['no stack', {}, /must have one stack, and has 0/],
  [
    'several stacks',
    { ...manifest.artifacts, Other: manifest.artifacts.App },
    /must have one stack, and has 2/,
  ],
  [
    'a template that is not there',
    { App: { ...manifest.artifacts.App, properties: { templateFile: 'none.json' } } },
    /none\.json/,
  ],
  [
    'a stack without an environment',
    { App: { type: 'aws:cloudformation:stack' } },
    /^The synthesized app in .* cannot be read: /,
  ],
])('an app with %s is an error of one line', (_, artifacts, message) => {
  const error = errorWith(artifacts)
  expect(error).toBeInstanceOf(LocalError)
  expect(error).toMatchObject({ message: expect.stringMatching(message) })
  expect(String(error)).not.toContain('\n')
})
