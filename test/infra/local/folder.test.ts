import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { openFolder } from '../../../infra/local/folder.ts'
import { LocalError } from '../../../infra/local/local-error.ts'

const root = mkdtempSync(join(tmpdir(), 'commbox-folder-'))
afterAll(() => rmSync(root, { recursive: true }))

const project = fileURLToPath(new URL('../../../', import.meta.url))

test('a folder that others can read becomes one that only its owner can use', async () => {
  const path = join(root, 'loose')
  mkdirSync(path)
  chmodSync(path, 0o755)
  const folder = await openFolder(path)
  expect(statSync(path).mode & 0o777).toBe(0o700)
  await folder.release()
})

test.each([
  ['the project', project],
  ['a folder that contains the project', dirname(join(project, '.'))],
])('%s is refused, and its mode stays', async (_, path) => {
  const before = statSync(path).mode
  await expect(openFolder(path)).rejects.toThrow(LocalError)
  expect(statSync(path).mode).toBe(before)
})

test.each(['cdk.out', 'buckets', 'tables'])(
  'a folder with a %s of something else is refused',
  async (name) => {
    const path = join(root, `with-${name}`)
    mkdirSync(join(path, name), { recursive: true })
    writeFileSync(join(path, name, 'kept'), 'x')
    await expect(openFolder(path)).rejects.toThrow(/has other content, which a stack would delete/)
    expect(existsSync(join(path, name, 'kept'))).toBe(true)
    // With the token of a stack it is a stack's.
    writeFileSync(join(path, 'token'), 'x')
    await (await openFolder(path)).release()
  },
)
