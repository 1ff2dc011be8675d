import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { tokenFile } from '../command-line.ts'
import { type Running, startRunning } from './running.ts'
import { simulation } from './simulation.ts'

const payload = '{"payload":{"Id":"99001","FirstName":"Dana"}}'

let running: Running
beforeAll(async () => {
  running = await startRunning()
})
afterAll(() => running?.stop())

simulation(() => running)

describe('tail', () => {
  test('shows the events of the wanted entities and triggers as they are stored', async () => {
    const seen = { interrupt: () => {} }
    const lines: string[] = []
    const ended = running.run('tail user satisfaction --trigger on-update', {
      out: (line) => lines.push(line),
      onInterrupt: (listener) => {
        seen.interrupt = listener
        return () => {}
      },
    })
    await running.post('/user/on-new', payload)
    // Only what is stored after it has found its place in the streams is shown.
    while (lines.length < 2) {
      await running.post('/user/on-update', payload)
      await setTimeout(200)
    }
    seen.interrupt()
    expect((await ended).code).toBe(0)
    for (const line of lines) expect(line).toMatch(/^\S+ \S+ {2}User {2}99001 {2}OnUpdate {2}Dana$/)
  })
})

describe('doctor', () => {
  const findings = async (options = '') => {
    const { code, out } = await running.run(`doctor --json ${options}`.trim())
    const list: { what: string; verdict: string; text: string; advice?: string }[] = JSON.parse(out).items
    return { code, of: (what: string) => list.find((finding) => finding.what === what) }
  }

  test('what is good, and what needs to be done', async () => {
    await running.post('/user/on-update', payload)
    await running.post('/user/on-nwe', payload)
    await running.drained()
    const { code, of } = await findings()
    expect(code).toBe(1)
    for (const what of ['versions', 'URL', 'token', 'queues', 'User OnUpdate', 'token local']) {
      expect(of(what)).toMatchObject({ verdict: 'good' })
    }
    expect(of('quarantine')).toMatchObject({
      verdict: 'bad',
      text: expect.stringContaining('unknown-trigger'),
    })
    expect(of('alarms')).toMatchObject({ verdict: 'unknown' })
    expect(of('no delivery of')?.text).toContain('Tag OnDeleteGroup')
  })

  test('a token that the stack does not know', async () => {
    expect((await findings(`--token-file ${tokenFile('nonsense')}`)).of('token')).toMatchObject({
      verdict: 'bad',
      text: 'it is refused (401)',
    })
  })

  test('a dead letter', async () => {
    await running.put('Form/broken.json', '{')
    await running.send('Form', JSON.stringify({ ...deadForm, payloadKey: 'Form/broken.json' }))
    await running.drained()
    expect((await findings()).of('dead letters')).toMatchObject({
      verdict: 'bad',
      text: expect.stringContaining('Form 1'),
    })
  })

  test('a trigger that is unknown to this version', async () => {
    const before = (await findings()).of('drift')?.text
    await running.post('', '{"Event":{"Subscription":"Object","Name":"OnSomethingNew","Object":{"Id":"1"}}}')
    const drift = (await findings()).of('drift')
    expect(drift?.verdict).toBe('bad')
    expect(drift?.text).not.toBe(before)
  })

  test('waits for a delivery', async () => {
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
    const waiting = running.run('doctor --wait 1', { live: () => begin() })
    // A delivery from before its start is not the one that it waits for.
    await begun
    await running.post('/user/login', payload)
    expect((await waiting).out).toContain('✓ a delivery has arrived: User Login')
  })
})

const deadForm = {
  version: 1,
  deliveryId: 'dead-form',
  receivedAt: '2024-06-09T07:28:48.000Z',
  entity: 'Form',
  trigger: 'OnSubmit',
}
