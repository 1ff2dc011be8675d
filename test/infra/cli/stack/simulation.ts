import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { tokenFile, wideLinesOf } from '../command-line.ts'
import type { Running } from './running.ts'

export function simulation(stack: () => Running): void {
  describe('simulate', () => {
    const settings = '--conversations 4 --rate 200 --repeats 0.5 --disorder 0.5 --malformed 0.1 --seed 11'

    test('sends conversations, finds each row as expected, and says so in 80 columns', async () => {
      const { code, out, err } = await stack().run(`simulate ${settings} --wait 100`, { width: 80 })
      expect({ code, err }).toEqual({ code: 0, err: '' })
      expect(wideLinesOf(out)).toEqual([])
      const [, total = ''] = /(\d+) deliveries/.exec(out) ?? []
      const [, right, all] = /^score: (\d+) of (\d+) answers and rows are right \(seed 11\)$/m.exec(out) ?? []
      expect(right).toBe(all)
      expect(Number(all)).toBeGreaterThan(Number(total))
      expect(out).toMatch(/^Objects +4 of 4 right/m)
      expect(out).toMatch(/^Quarantine +(\d+) of \1 right/m)
    })

    test('--json has the score of the answers and of each table', async () => {
      const { out } = await stack().run(`simulate ${settings} --wait 100 --json`)
      const { items } = JSON.parse(out)
      expect(items.slice(0, 2)).toMatchObject([
        { name: 'answers', seed: 11 },
        { name: 'Objects', right: 4 },
      ])
      for (const { right, expected } of items) expect(right).toBe(expected)
    })

    test('fails if only the answers are right', async () => {
      const server = createServer((request, response) => {
        request.resume().on('end', () => response.writeHead(200).end('{"id":"1","entity":"Object"}'))
      })
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      const { port } = server.address() as AddressInfo
      const url = `http://127.0.0.1:${port}/webhooks`
      const { code, out, err } = await stack().run(
        `simulate --seed 12 --conversations 1 --rate 200 --malformed 0 --wait 0 --url ${url} --token-file ${tokenFile('x')}`,
      )
      server.close()
      expect(code).toBe(1)
      expect(out).toMatch(/^Objects +0 of 1 right/m)
      expect(err).toMatch(/^Object \d+: is not there$/m)
    })

    test.each(['--rate 0', '--repeats 1.5', '--conversations many', '--envelope xml'])(
      '%s is refused',
      async (option) => {
        expect((await stack().run(`simulate ${option}`)).code).toBe(2)
      },
    )
  })
}
