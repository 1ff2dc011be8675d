import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'

/** The memory of the ingest function, in MB, and what of it Node takes for the heap. */
const memory = 512
const heap = 440

describe('bodies of 6 MB that are costly to read, one after another', () => {
  let bodies: Record<string, unknown>[]
  let megabytes: number
  beforeAll(() => {
    const file = fileURLToPath(new URL('hostile-bodies.ts', import.meta.url))
    const output = execFileSync(process.execPath, [`--max-old-space-size=${heap}`, file], {
      encoding: 'utf8',
    })
    const lines = output.trim().split('\n')
    megabytes = JSON.parse(lines.pop() ?? '').megabytes
    bodies = lines.map((line) => JSON.parse(line))
  })

  test('are each answered, and kept as they came', () => {
    expect(bodies).toHaveLength(23)
    for (const { name, size, statusCode, kept } of bodies) {
      expect({ name, isLarge: Number(size) > 6_291_300 }).toEqual({ name, isLarge: true })
      expect({ name, statusCode }).toEqual({ name, statusCode: expect.toBeOneOf([200, 422]) })
      expect({ name, kept }).toEqual({ name, kept: expect.arrayContaining(['Received']) })
    }
  })

  test('go to quarantine as too complex if they have too many values, and are accepted else', () => {
    const accepted = bodies.filter(({ type }) => type === null).map(({ name }) => name)
    expect(accepted).toEqual([
      'as many members as are read',
      'one number of many digits',
      'blanks',
      'a text of blanks',
      'half characters',
      'one text of XML',
    ])
    const reasons = new Set(bodies.filter(({ type }) => type !== null).map(({ type }) => type))
    expect([...reasons]).toEqual(['urn:commbox-webhooks:too-complex'])
  })

  test('leave room in the memory of the function', () => expect(megabytes).toBeLessThan(memory))
})
