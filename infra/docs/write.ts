import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { documents } from './documents.ts'

/* `npm run docs`: writes the generated files of docs/ and removes the schemas of triggers that no longer exist. */

const project = new URL('../../', import.meta.url)
rmSync(new URL('docs/schemas', project), { recursive: true, force: true })
for (const [path, text] of documents()) {
  const file = fileURLToPath(new URL(path, project))
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}
