import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { pipelines } from '../../shared/runtime/names.ts'
import { post, type Receiver } from './receiver.ts'

/** An invented person; what must not be left of her, in lower case. Ids are random: shorter words occur in them. */
const dana = { Id: '4700000000000001', FirstName: 'Dana-Zqxpvwjk', Phone1: '+972 50-765-4321' }
const noa = { Id: '4700000000000002', FirstName: 'Noa', Phone1: '+972 50-123-9876' }
const traces = ['zqxpvwjk', '765-4321', '972507654321']

const child = (Id: string, text: string, User: object) => ({
  Children: { Child: { Id, Message: text, CreateDate: '09-06-2024 07:28:47', ManagerId: '0', User } },
})
const [own, others] = ['4700000000000011', '4700000000000012']

const ofDana = [
  ['user/on-new', dana],
  ['object/on-new-child', { Id: own, StreamId: '24569', ...child('4701', 'Hello zqxpvwjk', dana) }],
  ['object/on-new-child', { Id: own, ...child('4702', `zqxpvwjk ${'long '.repeat(30_000)}`, dana) }],
  ['object/on-new-child', { Id: others, ...child('4703', 'zqxpvwjk was here', dana) }],
] as const
const ofNoa = [
  ['user/on-new', noa],
  ['object/on-new-child', { Id: others, ...child('4704', 'Noa wrote this', noa) }],
] as const

/**
 * Tests that a person is erased from every store, and does not come back.
 *
 * @param run runs a command on the receiver, and gives what it printed
 */
export function erasedPersonIsGone(receiver: () => Receiver, run: (args: string) => Promise<string>): void {
  describe('a person who is erased', () => {
    const send = async (all: readonly (readonly [string, object])[]) => {
      for (const [url, payload] of all)
        expect((await post(receiver(), url, Buffer.from(JSON.stringify({ payload })))).status).toBe(200)
      await receiver().drained()
    }
    const find = async (words: readonly string[]) => {
      const { tables } = receiver()
      const items = (await Promise.all(pipelines.map((pipeline) => tables.items(pipeline)))).flat()
      const texts = [...items.map((item) => JSON.stringify(item)), ...(await tables.bodies())]
      return texts.filter((text) => words.some((word) => text.toLowerCase().includes(word)))
    }

    test('is gone from tables, bodies with their versions and queues, and others are not', async () => {
      await send([...ofNoa, ...ofDana])
      expect((await find(traces)).length).toBeGreaterThan(5)
      const output = join(mkdtempSync(join(tmpdir(), 'erasure-')), 'report')
      expect(await run(`privacy erase --user ${dana.Id} --yes --output ${output}`)).toContain('Erased.')
      expect(await find(traces)).toEqual([])
      expect((await find(['noa wrote this'])).length).toBe(2)
    })

    test('does not come back when everything is sent again, rebuilt and exported', async () => {
      // But her user, which says neither when nor in which request: that is later contact.
      await send(ofDana.slice(1))
      await run('rebuild object --yes')
      expect(await find(traces)).toEqual([])
      for (const args of [
        `timeline ${others}`,
        `get object ${others}`,
        'export object',
        'export user --states',
      ])
        expect((await run(args)).toLowerCase()).not.toContain('zqxpvwjk')
      const check = `privacy check --phone +972507654321 --user ${dana.Id} --erased-at 2100-01-01`
      expect(await run(check)).toContain('Nothing is left')
    })

    test('is stored again if she writes again', async () => {
      await send([['user/on-update', dana]])
      expect(await find(['zqxpvwjk'])).not.toEqual([])
    })
  })
}
