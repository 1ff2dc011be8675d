import { describe, expect, test } from 'vitest'
import type { Running } from './running.ts'

const payload = '{"payload":{"Id":"99001","FirstName":"Dana"}}'

export function watching(stack: () => Running): void {
  describe('tail', () => {
    test('shows what is stored from now on, of those that are wanted', async () => {
      const seen = { interrupt: () => {} }
      const ended = stack().run('tail user satisfaction --trigger on-update', {
        onInterrupt: (listener) => {
          seen.interrupt = listener
          return () => {}
        },
      })
      await stack().post('/user/on-new', payload)
      const begun = Date.now()
      // Until it has found its place in the streams, nothing is from now on.
      while (Date.now() - begun < 4000) {
        await stack().post('/user/on-update', payload)
        await new Promise((resolve) => setTimeout(resolve, 500))
      }
      seen.interrupt()
      const { code, out } = await ended
      expect(code).toBe(0)
      const lines = out.trimEnd().split('\n')
      expect(lines.length).toBeGreaterThan(1)
      for (const line of lines) expect(line).toMatch(/^\S+ \S+ {2}User {2}99001 {2}OnUpdate {2}Dana$/)
    })
  })

  describe('doctor', () => {
    const findings = async (options = '') => {
      const { code, out } = await stack().run(`doctor --json ${options}`.trim())
      const list: { what: string; verdict: string; text: string; advice?: string }[] = JSON.parse(out)
      return { code, of: (what: string) => list.find((finding) => finding.what === what) }
    }

    test('what is well, and what is to be done', async () => {
      await stack().post('/user/on-nwe', payload)
      await stack().drained()
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

    test('a token that is none of the stack’s', async () => {
      expect((await findings('--token nonsense')).of('token')).toMatchObject({
        verdict: 'bad',
        text: 'it is refused (401)',
      })
    })

    test('a dead letter', async () => {
      await stack().send('Form', JSON.stringify({ ...deadForm, payloadKey: 'Form/not-there.json' }))
      await stack().drained()
      expect((await findings()).of('dead letters')).toMatchObject({
        verdict: 'bad',
        text: expect.stringContaining('Form 1'),
      })
    })

    test('something new of CommBox’s', async () => {
      const before = (await findings()).of('drift')?.text
      await stack().post(
        '',
        '{"Event":{"Subscription":"Object","Name":"OnSomethingNew","Object":{"Id":"1"}}}',
      )
      const drift = (await findings()).of('drift')
      expect(drift?.verdict).toBe('bad')
      expect(drift?.text).not.toBe(before)
    })

    test('waits for a delivery', async () => {
      const waiting = stack().run('doctor --wait 1', { live: () => {} })
      await new Promise((resolve) => setTimeout(resolve, 500))
      await stack().post('/user/login', payload)
      expect((await waiting).out).toContain('✓ a delivery has arrived: User Login')
    })
  })
}

const deadForm = {
  version: 1,
  deliveryId: 'dead-form',
  receivedAt: '2024-06-09T07:28:48.000Z',
  entity: 'Form',
  trigger: 'OnSubmit',
}
