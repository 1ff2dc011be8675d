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

test('tail --events shows what an event bus would get: stored events and what changed', async () => {
  const seen = { interrupt: () => {} }
  const lines: string[] = []
  const ended = running.run('tail --events', {
    out: (line) => lines.push(line),
    onInterrupt: (listener) => {
      seen.interrupt = listener
      return () => {}
    },
  })
  const types = () => new Set(lines.map((line) => JSON.parse(line)['detail-type']))
  for (let n = 0; !types().has('Object.Changed') || !types().has('User.OnUpdate'); n += 1) {
    await running.post('/user/on-update', payload)
    // Each is a conversation of its own, so that its state changes.
    await running.post('/object/on-assign', JSON.stringify({ payload: { Id: `8800${n}`, ManagerId: '7' } }))
    await setTimeout(200)
  }
  seen.interrupt()
  expect((await ended).code).toBe(0)
  const event = lines.map((line) => JSON.parse(line)).find((each) => each['detail-type'] === 'User.OnUpdate')
  expect(event).toMatchObject({
    source: 'commbox-webhooks',
    detail: { type: 'User.OnUpdate', subject: '99001', data: { userId: '99001', trigger: 'OnUpdate' } },
  })
  expect(event.detail.data).not.toHaveProperty('payload')
})

describe('doctor', () => {
  const findings = async (options = '') => {
    const { code, out } = await running.run(`doctor --json ${options}`.trim())
    const list: { what: string; verdict: string; text: string; advice?: string }[] = JSON.parse(out).items
    return { code, of: (what: string) => list.find((finding) => finding.what === what) }
  }

  /** Waits until the log has a delivery of a trigger: a function's lines arrive after its answer. */
  const logged = (name: string) =>
    expect.poll(async () => (await findings()).of(name)).toMatchObject({ verdict: 'good' })

  test('what is good, and what needs to be done', async () => {
    await running.post('/user/on-update', payload)
    await running.post('/user/on-nwe', payload)
    await running.drained()
    await logged('User OnUpdate')
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

  test('states in the future, by their ids', async () => {
    expect((await findings()).of('states')).toMatchObject({ verdict: 'good' })
    const future = '2090-01-01T00:00:00.000Z'
    for (const objectId of ['99002', '99001']) {
      await running.putItem('Object', { objectId, record: 'state', updatedAt: future })
    }
    await running.putItem('User', { userId: '99003', record: 'state', updatedAt: future })
    const { of } = await findings()
    expect(of('Object states')).toMatchObject({
      verdict: 'bad',
      text: '2 states in the future: 99001, 99002',
    })
    expect(of('User states')).toMatchObject({ text: '1 state in the future: 99003' })
    expect(of('states')).toBeUndefined()
  })

  test('a trigger that is unknown to this version', async () => {
    const count = async () => {
      const drift = (await findings()).of('drift')
      return drift?.verdict === 'bad' ? Number(/^CommBox sent (\d+) things? /.exec(drift.text)?.[1]) : 0
    }
    const before = await count()
    await running.post('', '{"Event":{"Subscription":"Object","Name":"OnSomethingNew","Object":{"Id":"1"}}}')
    await expect.poll(count).toBeGreaterThan(before)
    await running.drained()
    const { items } = JSON.parse((await running.run('doctor --json')).out)
    const named = items.filter((item: object) => /drift|OnSomethingNew/.test(JSON.stringify(item)))
    expect(named).toMatchObject([{ what: 'drift', text: expect.stringContaining('the newest: Object.') }])
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
