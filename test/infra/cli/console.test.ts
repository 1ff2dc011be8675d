import { createServer } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hostname, listen } from '../../../infra/local/listening.ts'
import { commbox, type Ran } from './command-line.ts'
import { startDatabase } from './database.ts'

let database: Awaited<ReturnType<typeof startDatabase>>
beforeAll(async () => {
  database = await startDatabase()
  const day = new Date().toISOString().slice(0, 10)
  const receivedAt = `${day}T00:00:00.000Z`
  await database.put('Object', [
    { objectId: '7', record: 'state', status: 'Open', statusId: '1', customerName: 'Dana Levi' },
  ])
  await database.put('Quarantine', [
    {
      ...{
        day,
        record: `${receivedAt}#d`,
        reasonRecord: `invalid#${receivedAt}#d`,
        receivedAt,
        deliveryId: 'd',
      },
      ...{ reason: 'invalid', issues: [], path: '/webhooks', body: '{}', expiresAt: 1 },
    },
  ])
})
afterAll(() => database?.close())

/** Runs the command until `visit` has read its pages. */
async function served(visit: (url: string) => Promise<void>, args: string[] = []): Promise<Ran> {
  let interrupt = () => {}
  let visited = Promise.resolve()
  const lines: string[] = []
  const ran = await commbox(
    ['console', ...args, '--outputs', database.outputs],
    {},
    {
      out(line) {
        lines.push(line)
        const [url = ''] = /http:\/\/127\.0\.0\.1:\d+/.exec(line) ?? []
        visited = visit(url).finally(() => interrupt())
      },
      onInterrupt(listener) {
        interrupt = listener
        return () => {}
      },
    },
  )
  await visited
  return { ...ran, out: lines.join('\n') }
}

test('shows the tables, says what it reads and what it cannot do, and has no form that writes', async () => {
  const { code, err } = await served(async (url) => {
    const html = await (await fetch(`${url}/?conversation=7`)).text()
    for (const text of [
      'Dana Levi',
      'Conversation 7',
      'read-only console',
      'It posts nothing',
      '1 in the last 7 days',
    ])
      expect(html).toContain(text)
    for (const text of ['method="post"', 'id="samples"', 'id="arrivals"', '<script', 'Replay'])
      expect(html).not.toContain(text)
  })
  expect(code).toBe(0)
  expect(err).toMatch(/^reading 3 whole tables .* every five minutes, costs nothing\n$/)
})

test('refuses forms, also of its own page, and serves no stream of changes', async () => {
  await served(async (url) => {
    for (const path of ['/console/samples', '/console/replay', '/']) {
      const body = new URLSearchParams({ sample: 'object/on-new', day: 'x', record: 'y' })
      const response = await fetch(`${url}${path}`, { method: 'POST', body, headers: { origin: url } })
      expect([response.status, await response.text()]).toEqual([403, 'This console is read-only.\n'])
    }
    expect((await fetch(`${url}/console/changes`)).status).toBe(404)
    expect((await fetch(`${url}/webhooks`)).status).toBe(404)
  })
})

test('reads the lists once for several pages', async () => {
  await served(async (url) => {
    expect(await (await fetch(url)).text()).toContain('Dana Levi')
    await database.put('Object', [{ objectId: '8', record: 'state', customerName: 'Noa Later' }])
    expect(await (await fetch(url)).text()).not.toContain('Noa Later')
    expect(await (await fetch(`${url}/?conversation=8`)).text()).toContain('Noa Later')
  })
  await served(async (url) => {
    expect(await (await fetch(url)).text()).toContain('Noa Later')
  })
})

test('names the address as JSON, and a port that is taken', async () => {
  const { out } = await served(async () => {}, ['--json'])
  expect(JSON.parse(out)).toEqual({ items: [{ url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) }] })
  const other = createServer()
  const port = await listen(other, 0, hostname)
  const { code, err } = await served(async () => {}, ['--port', String(port)])
  other.close()
  expect(code).toBe(1)
  expect(err).toContain(`port ${port} cannot be used (EADDRINUSE): choose another`)
})
