import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { commbox } from './command-line.ts'

async function made(label: string) {
  const { code, out } = await commbox(['token', label])
  const token = /^ {2}([A-Za-z0-9_-]{43})$/m.exec(out)?.[1] ?? ''
  return { code, out, token, sha256: createHash('sha256').update(token).digest('hex') }
}

test('the hash is that of the token, in both forms in which it is used', async () => {
  const { code, out, sha256 } = await made('commbox-2026')
  expect(code).toBe(0)
  expect(out).toContain(`{ label: 'commbox-2026', sha256: '${sha256}' }`)
  expect(out).toContain(`-c tokenHash=commbox-2026:${sha256}\n`)
})

test('a token has 256 bits, is shown once, and is new each time', async () => {
  const [first, second] = [await made('a'), await made('a')]
  expect(Buffer.from(first.token, 'base64url')).toHaveLength(32)
  expect(first.out.split(first.token)).toHaveLength(2)
  expect(first.token).not.toBe(second.token)
})
