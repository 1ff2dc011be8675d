import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { inputsHash, sources } from '../../../infra/local/synthesis.ts'

const root = mkdtempSync(join(tmpdir(), 'inputs-'))
afterAll(() => rmSync(root, { recursive: true }))

/** Files that the app is made from, one for each source. */
const files = sources.map((source) => (/\.\w+$/.test(source) ? source : join(source, 'inner', 'file.ts')))

function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true })
  writeFileSync(join(root, file), text)
}

beforeEach(() => {
  for (const file of files) write(file, `content of ${file}`)
})

const context = { tokenHash: 'mine:0' }
const hash = (given: Record<string, string> = context, environment = {}) =>
  inputsHash(root, given, environment)

describe('the hash of what an app is made from', () => {
  test('is the same while nothing changes', () => {
    const before = hash()
    for (const file of files) write(file, `content of ${file}`)
    expect(hash({ ...context }, { HOME: '/elsewhere' })).toBe(before)
  })

  test.each(files)('changes with the content of %s', (file) => {
    const before = hash()
    write(file, 'another content')
    expect(hash()).not.toBe(before)
  })

  test('changes with a file that is added, renamed or removed', () => {
    const hashes = [hash()]
    write('shared/added.ts', 'same')
    hashes.push(hash())
    rmSync(join(root, 'shared/added.ts'))
    write('shared/renamed.ts', 'same')
    hashes.push(hash())
    expect(new Set(hashes).size).toBe(3)
    rmSync(join(root, 'shared/renamed.ts'))
    expect(hash()).toBe(hashes[0])
  })

  test('changes with the context and with the variables that the CDK reads', () => {
    const others = [
      hash({ tokenHash: 'mine:1' }),
      hash({ ...context, stage: 'prod' }),
      hash(context, { CDK_DEFAULT_REGION: 'eu-west-1' }),
      hash(context, { AWS_REGION: 'eu-west-1' }),
    ]
    expect(new Set([hash(), ...others]).size).toBe(5)
  })
})
