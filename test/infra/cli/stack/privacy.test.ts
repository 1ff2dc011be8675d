import { readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rowsOf, scratchFolder } from '../command-line.ts'
import { type Running, startRunning } from './running.ts'

/** A customer who writes by WhatsApp, and is on Facebook under an id of Facebook's. */
const dana = {
  Id: '3377699720990001',
  FirstName: 'Dana',
  LastName: 'Example',
  Phone1: '+972 50-111-2233',
  Email: 'Dana@Example.com',
  UniqueID: '039337420',
  Identity: [
    { UserName: 'Dana', StreamProviderType: 'Facebook', StreamProviderId: '10290011223344' },
    { UserName: 'Dana', StreamProviderType: 'WhatsApp', StreamProviderId: '972501112233' },
  ],
}
const noa = { Id: '3377699720990002', FirstName: 'Noa Example', Phone1: '+972 50-999-8877' }

const message = (id: string, text: string, more: object = {}) =>
  JSON.stringify({
    payload: { Id: id, Message: text, CreateDate: '09-06-2024 07:28:47', ManagerId: '0', ...more },
  })

/** Dana's own conversation; one that was Dana's and became Noa's; one of Noa in which an agent names Dana's number. */
const own = '3377699720880001'
const shared = '3377699720880002'
const mentioning = '3377699720880003'
const foreign = '3377699720880004'
/** Only a chat is known of it, which Dana left. */
const chatOnly = '3377699720880005'

/** Two users with one number. */
const twins = ['3377699720990008', '3377699720990009']

let running: Running
beforeAll(async () => {
  running = await startRunning()
  await running.post('/user/onnew', JSON.stringify({ payload: dana }))
  await running.post('/user/onnew', JSON.stringify({ payload: noa }))
  for (const Id of twins)
    await running.post('/user/onnew', JSON.stringify({ payload: { Id, Phone1: '+972 50-222-3344' } }))
  await running.post('/object/onnewchild', message(own, 'Hello', { User: dana }))
  await running.post('/object/onnewchild', message(own, 'Hello Dana', { ManagerId: '23571002' }))
  await running.post(
    '/chat/onuserexit',
    JSON.stringify({ payload: { Object: { Id: chatOnly }, User: { Id: dana.Id } } }),
  )
  await running.post('/satisfaction/onsubmit', JSON.stringify({ payload: { ObjectId: own, Score: '50' } }))
  await running.post('/object/onnewchild', message(shared, 'Mine', { User: dana }))
  await running.post('/object/onnewchild', message(shared, 'Now mine', { User: noa }))
  await running.post('/object/onnewchild', message(mentioning, 'call 00972 (50) 1112233', { User: noa }))
  await running.post('/object/onnewchild', message(foreign, 'Nothing of her', { User: noa }))
  await running.post('/object/onnewchild', message(own, 'long '.repeat(40_000), { User: dana }))
  await running.post('/object/onnewchild', '{"payload": {"from": "dana@example.com"')
  await running.post('/object/onnewchild', '{"payload": {"from": "noa@example.com"')
  await running.drained()
  await running.sendDeadLetter('Object', JSON.stringify({ text: 'tel:0097250-1112233' }))
  await running.put('Quarantine/2026-11-01/gone.json', '{"payload":{"Phone":"٠٠٩٧٢٥٠١١١٢٢٣٣"}}')
})
afterAll(() => running?.stop())

type Item = Record<string, unknown>
async function find(args: string): Promise<{ items: Item[]; err: string }> {
  const { code, out, err } = await running.run(`privacy find ${args} --json`)
  expect(code).toBe(0)
  return { items: JSON.parse(out).items, err }
}
let foundOfDana: ReturnType<typeof find> | undefined
/** What is found of Dana, which several tests look at. */
const findDana = () => {
  foundOfDana ??= find(`--user ${dana.Id}`)
  return foundOfDana
}
const whereIs = ({ store, pipeline, kind, role, matched }: Item) =>
  [store, pipeline, kind, role, (matched as string[]).join('+')].filter(Boolean).join(' ')

describe('privacy find', () => {
  test('finds a person by what was never typed, wherever it is', async () => {
    const byUser = await findDana()
    const places = byUser.items.map(whereIs)
    expect(places).toContain('table User state userId+phone+email+uniqueId')
    expect(places).toContain('table Object state own userId+phone+email')
    expect(places).toContain('table Satisfaction event own')
    expect(places).toContain('table Quarantine row email')
    expect(places).toContain('bucket own userId+phone+email+uniqueId+account+conversation')
    expect(places).toContain('bucket phone')
    expect(places).toContain('dead letters Object phone')
    expect(byUser.items.filter(({ objectId }) => objectId === mentioning).map(whereIs)).toEqual([
      'table Object event mentioned phone',
      'table Object state mentioned phone',
    ])
    expect(byUser.items.filter(({ objectId }) => objectId === foreign)).toEqual([])
    expect(JSON.stringify(byUser.items)).not.toContain(noa.Id)
  })

  test('by number, address and unique id the same, and says by what else it searches', async () => {
    const { items, err } = await findDana()
    expect(err).toMatch(
      /^Searched for: user 3377699720990001; 2 numbers and addresses, 1 unique id, 1 account\nreading 7 whole tables of the local stack and all large bodies costs nothing\n/,
    )
    for (const query of ['--phone 050-1112233', '--email dana@example.COM', '--unique-id 039337420']) {
      const { code, out } = await running.run(`privacy find ${query} --json`)
      expect({ query, code }).toEqual({ query, code: 0 })
      // The local stack has no country code: a number as it is dialled at home is another one.
      if (query.includes('050')) expect(JSON.parse(out)).toEqual({ items: [] })
      else expect(JSON.parse(out).items).toEqual(items)
    }
  })

  test('of a conversation with another customer only what names the person', async () => {
    const { items } = await findDana()
    const inShared = items.filter(({ objectId }) => objectId === shared)
    expect(inShared.map(whereIs)).toEqual([
      'table Object contact shared email',
      'table Object contact shared phone',
      'table Object event shared userId+phone+email+uniqueId+account',
      'table Object state shared userId+phone+email',
    ])
    const ofNoa = (await find(`--user ${noa.Id}`)).items.map(({ objectId }) => objectId)
    expect(ofNoa).toContain(foreign)
    expect(ofNoa).not.toContain(own)
  })

  test('a conversation of which only the chat is known is of the customer who left it', async () => {
    const { items } = await findDana()
    const ofChat = items.filter(({ objectId }) => objectId === chatOnly)
    expect(ofChat.map(whereIs)).toEqual(['table Chat event own userId', 'table Chat state own userId'])
  })

  test('a conversation is found whole, no matter who takes part in it', async () => {
    const { items, err } = await find(`--conversation ${own}`)
    expect(err).toMatch(/^reading 1 whole table /)
    const kinds = Map.groupBy(items, whereIs)
    expect([...kinds].map(([what, { length }]) => [what, length])).toEqual([
      ['table Object contact own', 2],
      ['table Object event own', 3],
      ['table Object state own', 1],
      ['table Satisfaction event own', 1],
      ['table Satisfaction state own', 1],
      ['bucket own conversation', 1],
    ])
  })

  test('without a scan only by the indexes, and says so', async () => {
    const { items, err } = await find(`--user ${dana.Id} --no-scan`)
    expect(err).toContain('Not everything is read: what no index names is not found\n')
    const objectIds = new Set(items.map(({ objectId }) => objectId))
    expect(objectIds).toContain(own)
    expect(objectIds).toContain(shared)
    expect(objectIds).not.toContain(mentioning)
    expect(items.map(whereIs)).not.toContain('table Quarantine row email')
  })

  test('shows how far it is, and prints where, what, whose and how many', async () => {
    let progress = ''
    const live = (text: string) => {
      progress += text
    }
    const { code, out } = await running.run(`privacy find --user ${dana.Id}`, { live })
    expect(code).toBe(0)
    expect(progress).toMatch(/Objects: .*items read/)
    expect(progress).toContain('Large bodies: 2 read')
    const [title, heading, ...rows] = rowsOf(out)
    expect(title).toEqual([expect.stringMatching(/^\d+ places$/)])
    expect(heading).toEqual(['Where', 'What', 'Whose', 'Count'])
    expect(rows).toContainEqual(['table Objects', 'event', 'own conversation', '3'])
    expect(rows).toContainEqual(['table Objects', 'state', 'conversation with others', '1'])
    expect(rows).toContainEqual(['dead letters of object', 'message', '1'])
    expect(await running.run('privacy find --user 404')).toMatchObject({ code: 0, out: '0 places\n' })
  })

  test('Ctrl-C ends it with an error', async () => {
    const onInterrupt = (listener: () => void) => {
      listener()
      return () => {}
    }
    expect(await running.run(`privacy find --user ${dana.Id}`, { onInterrupt })).toMatchObject({
      code: 1,
      err: expect.stringContaining('interrupted: not everything was read'),
    })
  })
})

describe('privacy export', () => {
  async function exported(args: string) {
    const output = join(scratchFolder(), 'request')
    const ran = await running.run(`privacy export ${args} --output ${output}`)
    const read = (ending: string) => readFileSync(`${output}.${ending}`, 'utf8')
    return { output, ran, text: () => read('txt'), json: () => JSON.parse(read('json')) }
  }

  test('writes all of an own conversation and the profile, with large bodies', async () => {
    const { output, ran, text, json } = await exported(`--user ${dana.Id}`)
    expect(ran).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+ places in .*request\.txt and /) })
    expect(text()).toContain(
      `What CommBoxWebhooks has stored about user ${dana.Id}\nExported at ${running.today}`,
    )
    expect(text()).toContain(`User ${dana.Id}\n  name: Dana Example\n`)
    expect(text()).toContain(`Conversation ${own}\n  customer: Dana Example (${dana.Id}), `)
    expect(text()).toContain('agent 23571002  Hello Dana')
    expect(text()).toContain('score')
    expect(text()).toContain('long '.repeat(40_000).trim())
    expect(text()).toContain('"from": "dana@example.com"')
    const { items } = json()
    const payloads = items.flatMap(
      ({ content }: { content?: { payload?: object } }) => content?.payload ?? [],
    )
    expect(payloads).toContainEqual(expect.objectContaining({ Message: 'long '.repeat(40_000) }))
    for (const ending of ['txt', 'json']) expect(statSync(`${output}.${ending}`).mode & 0o777).toBe(0o600)
    // Nothing of other customers; where the person is merely mentioned is listed.
    for (const all of [text(), JSON.stringify(json())]) {
      expect(all).not.toMatch(/Noa Example|3377699720990002|9998877|Now mine|Nothing of her|call 00972/)
      expect(all).toContain('Mine')
      expect(all).toContain(mentioning)
    }
    expect(text()).toContain('Mentioned, without content')
  })

  test('never overwrites a file, and checks that before it reads', async () => {
    const { output } = await exported(`--conversation ${own}`)
    const before = readFileSync(`${output}.json`, 'utf8')
    const again = await running.run(`privacy export --conversation ${own} --output ${output}`)
    expect(again).toEqual({
      code: 1,
      out: '',
      err: `error: ${output}.txt exists already: name another file\n`,
    })
    rmSync(`${output}.txt`)
    expect(await running.run(`privacy export --conversation ${own} --output ${output}`)).toMatchObject({
      code: 1,
    })
    expect(readFileSync(`${output}.json`, 'utf8')).toBe(before)
  })

  test('asks for ids if a number is that of several users', async () => {
    const { ran } = await exported('--phone +972502223344')
    expect(ran).toMatchObject({
      code: 2,
      err: expect.stringContaining('several users are meant: pass --user'),
    })
    const found = await find(`--user ${twins[0]}`)
    expect(found.err).toContain('1 number or address of these also another user has or had')
    const both = await exported(`--phone +972502223344 --user ${twins.join(' --user ')} --json`)
    expect(JSON.parse(both.ran.out).items).toEqual([
      { places: expect.any(Number), withContent: expect.any(Number), files: expect.any(Array) },
    ])
  })
})
