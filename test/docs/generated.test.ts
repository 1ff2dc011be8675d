import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { documents } from '../../infra/docs/documents.ts'

const project = new URL('../../', import.meta.url)

test.each([...documents()])('%s is up to date with npm run docs', (path, text) => {
  expect(readFileSync(new URL(path, project), 'utf8') === text, `${path} is old: npm run docs`).toBe(true)
})

test('docs/schemas has only the schemas of triggers and of events on the bus', () => {
  const files = readdirSync(new URL('docs/schemas', project), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.includes('.'))
    .map((file) => `docs/schemas/${file}`)
  const generated = [...documents().keys()].filter((path) => path.startsWith('docs/schemas/'))
  expect(files.toSorted()).toEqual(generated.toSorted())
})
