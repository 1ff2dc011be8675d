import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { credentials, region } from '../../../../infra/local/account.ts'
import type { JsonObject } from '../../../../shared/commbox/json.ts'
import { exactForm } from '../../../../shared/events/fingerprint.ts'
import { outputs, pipelines, stackName } from '../../../../shared/runtime/names.ts'
import { scratchFolder } from '../command-line.ts'
import { type Running, startRunning } from './running.ts'

/*
 * Invented people, in conversations of their own and with each other, and in every store. The tests build on each other.
 */

const dana = {
  Id: '3377699720990001',
  FirstName: 'Dana-Zqxpvwjk',
  Phone1: '+972 50-111-2233',
  Email: 'Dana@Example.com',
  UniqueID: '039337420',
  Identity: [{ UserName: 'Dana', StreamProviderType: 'Facebook', StreamProviderId: '10290011223344' }],
}
const noa = { Id: '3377699720990002', FirstName: 'Noa', Phone1: '+972 50-999-8877' }
/** What must not be left of Dana, in lower case. */
const traces = ['zqxpvwjk', '111-2233', '1112233', 'dana@example.com', '039337420', '10290011223344']

const own = '3377699720880001'
const shared = '3377699720880002'
const mentioning = '3377699720880003'
const foreign = '3377699720880004'

const message = (id: string, text: string, more: object = {}) =>
  JSON.stringify({
    payload: { Id: id, Message: text, CreateDate: '09-06-2024 07:28:47', ManagerId: '0', ...more },
  })
/** A customer's and an agent's message in one large delivery: the wrapper names nobody. */
const both = (id: string) =>
  JSON.stringify({
    payload: {
      Id: id,
      StatusID: '1',
      Children: {
        Child: [
          { Id: '901', Message: `zqxpvwjk ${'long '.repeat(30_000)}`, ManagerId: '0', User: dana },
          { Id: '902', Message: 'Noa wrote this', ManagerId: '0', User: noa },
        ],
      },
    },
  })
/** A large message of which CommBox says what it is and when it was written. */
const dated = (id: string) => {
  const Message = `zqxpvwjk ${'long '.repeat(30_000)}`
  const Child = { Id: '904', Message, CreateDate: '09-06-2024 07:28:47', ManagerId: '0', User: dana }
  return JSON.stringify({ payload: { Id: id, Children: { Child } } })
}
const status = JSON.stringify({
  payload: { Id: shared, Activities: { Activity: { Id: '903', Type: '2', Data: { statusId: '2' } } } },
})

const posts: [string, string][] = [
  ['/user/onnew', JSON.stringify({ payload: dana })],
  ['/user/onnew', JSON.stringify({ payload: noa })],
  ['/object/onnewchild', message(own, 'Hello zqxpvwjk', { User: dana })],
  ['/object/onnewchild', message(own, 'An answer zqxpvwjk', { ManagerId: '23571002' })],
  ['/object/onnewchild', message(own, `zqxpvwjk ${'long '.repeat(40_000)}`, { User: dana })],
  ['/object/onnewchild', dated(own)],
  [
    '/satisfaction/onsubmit',
    JSON.stringify({ payload: { ObjectId: own, Score: '5', Description: 'zqxpvwjk' } }),
  ],
  ['/chat/onuserexit', JSON.stringify({ payload: { Object: { Id: own }, User: { Id: dana.Id } } })],
  ['/object/onnewchild', message(shared, 'Mine zqxpvwjk', { User: dana, StatusID: '1', StreamId: '24569' })],
  ['/object/onnewchild', both(shared)],
  ['/object/onnewchild', message(shared, 'Now mine', { User: noa })],
  ['/object/onnewactivity', status],
  ['/object/onnewchild', message(mentioning, 'call 00972 (50) 1112233', { User: noa })],
  ['/object/onnewchild', message(mentioning, 'unrelated', { User: noa })],
  ['/object/onnewchild', message(foreign, 'Nothing of her', { User: noa })],
  ['/object/onnewchild', '{"payload": {"from": "dana@example.com"'],
  ['/object/onnewchild', '{"payload": {"from": "noa@example.com"'],
]

let running: Running
let s3: S3Client
beforeAll(async () => {
  running = await startRunning()
  s3 = new S3Client({ region, credentials, endpoint: running.stack.endpoints.s3 })
  for (const [path, body] of posts) await running.post(path, body)
  await running.drained()
  await running.sendDeadLetter('Object', JSON.stringify({ text: 'tel:0097250-1112233' }))
  await running.sendDeadLetter('Object', JSON.stringify({ text: 'another' }))
  const { payload } = JSON.parse(both(shared))
  await running.put('Object/2026-11-01/no-item.json', JSON.stringify(payload))
  await running.put('Quarantine/2026-11-01/gone.json', '{"payload":{"Phone":"972501112233"}}')
})
afterAll(async () => {
  s3?.destroy()
  await running?.stop()
})

/** Everything in every store, each item, body and message as text. */
async function everything(): Promise<string[]> {
  const items = await Promise.all(pipelines.map((pipeline) => running.items(pipeline)))
  const Bucket = running.stack.outputs[stackName][outputs.bucket]
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }))
  const bodies = await Promise.all(
    Contents.map(async ({ Key }) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }))
      return (await Body?.transformToString()) ?? ''
    }),
  )
  const { out } = await running.run('dead-letters show object --json')
  return [...items.flat().map(exactForm), ...bodies, out.replace(/"receives": \d+/g, '')]
}

async function findTraces(): Promise<string[]> {
  return (await everything()).filter((text) => traces.some((trace) => text.toLowerCase().includes(trace)))
}

/** The items of a conversation. */
async function conversation(objectId: string): Promise<JsonObject[]> {
  const items = await running.items('Object')
  return items.filter((item) => item.objectId === objectId)
}

const output = join(scratchFolder(), 'report')
const erase = `privacy erase --user ${dana.Id} --output ${output} --request DSR-17`

describe('privacy erase', { shuffle: false }, () => {
  test('a dry run counts, and changes nothing', async () => {
    const before = await everything()
    const { code, out } = await running.run(`${erase} --dry-run`)
    expect(code).toBe(0)
    expect(out).toMatch(/^Found: \d+ places\n/)
    const json = await running.run(`${erase} --dry-run --json`)
    expect(JSON.parse(json.out)).toEqual({ items: [{ found: Number(/\d+/.exec(out)?.[0]) }] })
    expect(await everything()).toEqual(before)
  })

  test('asks, and a no changes nothing', async () => {
    const before = await everything()
    const { code, err } = await running.run(erase, { ask: async () => 'n' })
    expect(code).toBe(1)
    expect(err).toContain('nothing was done')
    expect(await everything()).toEqual(before)
  })

  test('continues after an interruption, and leaves nothing of the person in any store', async () => {
    const ofNoa = [await conversation(foreign), await running.items('Tag')]
    expect((await findTraces()).length).toBeGreaterThan(12)
    let waits = 0
    const interrupted = await running.run(`${erase} --yes`, {
      onInterrupt: (listener) => {
        if (waits === 0) setImmediate(listener)
        waits += 1
        return () => {}
      },
    })
    expect(interrupted.code).toBe(1)
    const { code, out, err } = await running.run(`${erase} --person --yes`)
    expect({ code, err: err.split('\n').slice(2) }).toEqual({ code: 0, err: [''] })
    expect(out).toContain(`Erased. Report: ${output}.json and ${output}.md`)
    expect(await findTraces()).toEqual([])
    expect([await conversation(foreign), await running.items('Tag')]).toEqual(ofNoa)
    const ofShared = (await everything()).filter((text) => text.includes('"Message":"Noa wrote this"'))
    expect(ofShared).toHaveLength(2)
    expect((await running.run('dead-letters list --json')).out).toContain('"messages": 1')
  })

  test('of a conversation with others, times, status and channel are left, and what the others wrote', async () => {
    const items = await conversation(shared)
    const state = items.find(({ record }) => record === 'state')
    expect(state).toMatchObject({ statusId: '2', streamId: '24569', customerId: noa.Id, customerName: 'Noa' })
    const events = items.filter(({ record }) => String(record).startsWith('event#'))
    expect(events).toHaveLength(5)
    expect(events.filter(({ erasedAt }) => erasedAt !== undefined)).toHaveLength(2)
    const { out } = await running.run(`timeline ${shared}`)
    expect(out).toContain('Noa wrote this')
    expect(out).toContain('Now mine')
  })

  test('a conversation that only mentions the person loses only that text', async () => {
    const { out } = await running.run(`timeline ${mentioning}`)
    expect(out).toContain('unrelated')
    expect(out).not.toContain('call')
  })

  test('its report names nobody, and says what was found, what is left and what expires', () => {
    const [json, markdown] = [readFileSync(`${output}.json`, 'utf8'), readFileSync(`${output}.md`, 'utf8')]
    for (const text of [json, markdown])
      for (const trace of [...traces, dana.Id, own, shared, noa.Id])
        expect(text.toLowerCase()).not.toContain(trace)
    expect(JSON.parse(json)).toMatchObject({
      request: 'DSR-17',
      scope: 'a person, of conversations with others their part',
      isComplete: true,
      after: [],
      expires: [
        { what: expect.stringContaining('streams') },
        { what: expect.stringContaining('point-in-time') },
      ],
    })
    expect(JSON.parse(json).before).toContainEqual({
      where: 'table Quarantine',
      what: 'row',
      whose: '',
      count: 1,
    })
    expect(markdown).toContain('## Found afterwards\n\nNothing.\n')
  })

  test('a check finds nothing, by whatever the person was known', async () => {
    const { erasedAt } = JSON.parse(readFileSync(`${output}.json`, 'utf8'))
    for (const query of [`--user ${dana.Id}`, '--phone +972501112233', '--email dana@example.com']) {
      const checked = await running.run(`privacy check ${query} --erased-at ${erasedAt}`)
      expect(checked).toMatchObject({ code: 0, out: 'Nothing is left\n' })
    }
    const { out } = await running.run(`privacy check --user ${dana.Id} --erased-at ${erasedAt} --json`)
    expect(JSON.parse(out)).toEqual({ items: [] })
  })

  test('the same erasure again finds nothing', async () => {
    const { out } = await running.run(`privacy erase --user ${dana.Id} --dry-run`)
    expect(out).toBe('Found: 0 places\n')
  })

  test('what was sent before does not come back by a rebuild or the queue, and commands show nothing', async () => {
    const sent = posts.filter(([, body]) => /zqxpvwjk.*"CreateDate"/.test(body) && body.length < 1000)
    for (const [path, body] of sent) {
      const [, trigger = ''] = path.slice(1).split('/')
      expect(trigger).toBe('onnewchild')
      await running.send(
        'Object',
        JSON.stringify({
          version: 1,
          deliveryId: `late-${body.length}`,
          receivedAt: '2024-06-09T07:28:48.000Z',
          entity: 'Object',
          trigger: 'OnNewChild',
          payload: JSON.parse(body).payload,
        }),
      )
    }
    // CommBox sends a large one again, and lists others as failed.
    await running.post('/object/onnewchild', dated(own))
    const lost = join(scratchFolder(), 'lost.jsonl')
    writeFileSync(lost, sent.map(([, body]) => `${body}\n`).join(''))
    const imported = `import ${lost} --entity object --trigger on-new-child --received-at 2024-06-09T07:29`
    expect(await running.run(`${imported} --yes`)).toMatchObject({ code: 0 })
    await running.drained()
    for (const entity of ['object', 'user', 'satisfaction']) await running.run(`rebuild ${entity} --yes`)
    expect(await findTraces()).toEqual([])
    const commands = [
      `get user ${dana.Id}`,
      `get object ${own}`,
      `timeline ${own}`,
      `timeline ${shared} --json`,
      `find conversations --customer ${dana.Id}`,
      'find users --phone 972501112233',
      ...['object', 'user', 'satisfaction', 'form', 'chat'].flatMap((entity) => [
        `export ${entity}`,
        `export ${entity} --states`,
      ]),
      'quarantine list --json',
      'dead-letters show object --json',
      'drift',
      `privacy find --user ${dana.Id}`,
    ]
    for (const command of commands) {
      const { out, err } = await running.run(command)
      for (const trace of traces) expect(`${out}${err}`.toLowerCase()).not.toContain(trace)
      expect(out).not.toContain('user#')
    }
    const log = () => readFileSync(running.stack.logFile, 'utf8')
    await expect.poll(log).toContain('"withdrawn"')
    for (const id of [...traces, dana.Id, own, shared, mentioning])
      expect(log().toLowerCase()).not.toContain(id)
  })

  test('later contact of the person is stored, and a check does not count it', async () => {
    await running.post(
      '/object/onnewchild',
      message(own, 'Back again zqxpvwjk', { CreateDate: '', User: dana }),
    )
    await running.drained()
    expect((await running.run(`timeline ${own}`)).out).toContain('Back again')
    expect((await running.run(`get object ${own}`)).out).toContain('Dana-Zqxpvwjk')
    const { erasedAt } = JSON.parse(readFileSync(`${output}.json`, 'utf8'))
    const checked = await running.run(`privacy check --user ${dana.Id} --erased-at ${erasedAt}`)
    expect(checked).toMatchObject({ code: 0 })
  })
})

describe('of one conversation', { shuffle: false }, () => {
  test('one event, with its text in the state', async () => {
    const event = (await conversation(foreign)).find(({ text }) => text === 'Nothing of her')
    const args = `privacy erase --conversation ${foreign} --event ${event?.eventId}`
    expect((await running.run(`${args} --dry-run`)).out).toBe('Found: 1 event\n')
    const { out } = await running.run(`${args} --yes --json`)
    expect(JSON.parse(out)).toEqual({ items: [{ found: 1, events: 1 }] })
    const left = (await everything()).filter((text) => text.includes('Nothing of her'))
    expect(left).toEqual([])
    expect((await running.run(`${args} --yes`)).err).toContain('no such event')
  })

  test('the texts until a time, and no status that waits in a dead-letter queue', async () => {
    const dead = (trigger: string, payload: object) =>
      running.sendDeadLetter(
        'Object',
        JSON.stringify({
          ...{ version: 1, deliveryId: `dead-${trigger}`, receivedAt: '2024-06-09T07:28:48.000Z' },
          ...{ entity: 'Object', trigger, payload },
        }),
      )
    await dead('OnNewChild', JSON.parse(message(shared, 'Now mine')).payload)
    await dead('OnNewActivity', JSON.parse(status).payload)
    const rating = { ObjectId: shared, Score: '5', Description: 'Now mine, rated' }
    await running.post('/satisfaction/onsubmit', JSON.stringify({ payload: rating }))
    await running.drained()
    const args = `privacy erase --conversation ${shared} --output ${output}-texts`
    const { code, out } = await running.run(`${args} --texts-before ${running.today} --yes --json`)
    expect(code).toBe(0)
    expect(JSON.parse(out).items).toMatchObject([
      { left: 0, files: [`${output}-texts.json`, `${output}-texts.md`] },
    ])
    const left = (await everything()).filter((text) => text.includes('Now mine'))
    expect(left).toEqual([])
    expect((await running.run('dead-letters show object')).out).toContain('dead-OnNewActivity')
    expect(await running.items('Satisfaction')).toContainEqual(
      expect.objectContaining({ record: 'state', objectId: shared, score: 5 }),
    )
    expect((await conversation(shared)).find(({ record }) => record === 'state')).toMatchObject({
      statusId: '2',
      customerName: 'Noa',
    })
  })

  test('all of it, no matter who takes part', async () => {
    const args = `privacy erase --conversation ${mentioning} --output ${output}-all --yes`
    expect(await running.run(args)).toMatchObject({ code: 0 })
    const items = await conversation(mentioning)
    expect(items.filter(({ withdrawnAt }) => withdrawnAt === undefined)).toEqual([])
  })

  test('with --whole, a conversation in which others take part is gone with the person', async () => {
    expect((await conversation(shared)).some(({ record }) => String(record).startsWith('event#'))).toBe(true)
    const args = `privacy erase --user ${noa.Id} --whole --output ${output}-whole --yes`
    expect(await running.run(args)).toMatchObject({ code: 0 })
    const items = await conversation(shared)
    expect(items.filter(({ withdrawnAt }) => withdrawnAt === undefined)).toEqual([])
  })

  test.each([
    ['--user 1 --texts-before 2024-06-09', '--texts-before needs --conversation'],
    ['--conversation 1 --whole --event x', 'pass one of'],
    ['--conversation 1 --person', '--person needs --user'],
    ['--user 1 --person --event x', 'and no --event'],
    ['--user 1 --user 2 --event x', '--event needs one'],
  ])('%s is refused', async (args, message) => {
    expect(await running.run(`privacy erase ${args} --yes`)).toMatchObject({
      code: 2,
      err: expect.stringContaining(message),
    })
  })
})
