import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { commbox } from './command-line.ts'
import { delivery, type RebuildTables, startTables, statusChange } from './rebuild/tables.ts'

let stored: RebuildTables
beforeAll(async () => {
  stored = await startTables()
})
afterAll(() => stored.close())

const Tags = { Tag: { Id: '77', Action: 'Add', Name: 'Urgent' } }
const tagged = delivery('Object', 'OnUpdateTag', 5, { Id: '501', StreamId: '24569', Tags }, 'request-tag')
beforeEach(async () => {
  await stored.remove('Object', await stored.items('Object'))
  await stored.consume([statusChange('501', 1, 2), tagged])
})

const run = (args: string, terminal: Parameters<typeof commbox>[2] = {}) =>
  commbox([...args.split(' '), '--outputs', stored.outputs], {}, terminal)

/** The id of the tag's event, as `get --json` shows it. */
async function tagEvent(): Promise<string> {
  const { items } = JSON.parse((await run('get object 501 --json')).out)
  return items.find(({ trigger }: { trigger?: string }) => trigger === 'OnUpdateTag').eventId
}

test('what only the event had set goes, from every command that reads', async () => {
  const eventId = await tagEvent()
  expect((await run('find conversations --tag 77 --json')).out).toContain('"501"')
  const waits: number[] = []
  const wait = async (milliseconds: number) => void waits.push(milliseconds)
  const withdrawn = await run(`withdraw object 501 ${eventId} --yes`, { wait })
  expect(withdrawn).toEqual({ code: 0, out: '1 event withdrawn\n', err: '' })
  // The consumers' time-out is 30 seconds.
  expect(waits.reduce((sum, each) => sum + each, 0)).toBeGreaterThan(30_000)

  await stored.consume([tagged])
  expect(JSON.parse((await run('find conversations --tag 77 --json')).out)).toEqual({ items: [] })
  expect((await run('get object 501')).out).not.toMatch(/Urgent|77|OnUpdateTag/)
  for (const command of [
    'timeline 501',
    'find events --conversation 501',
    'export object',
    'get object 501',
  ]) {
    const { code, out } = await run(`${command} --json`)
    expect({ command, code }).toEqual({ command, code: 0 })
    expect(out).toContain('OnNewActivity')
    expect(out).not.toContain('OnUpdateTag')
  }
  expect((await run('rebuild object 501 --yes')).out).toBe('1 state checked: 0 written, 1 unchanged\n')
})

test('a second time it was withdrawn before', async () => {
  const eventId = await tagEvent()
  expect(JSON.parse((await run(`withdraw object 501 ${eventId} --yes --json`)).out)).toEqual({
    items: [{ entity: 'Object', id: '501', withdrawn: 1, withdrawnBefore: 0 }],
  })
  expect((await run(`withdraw object 501 ${eventId} --yes`)).out).toBe(
    '0 events withdrawn, 1 withdrawn before\n',
  )
})

test('a conversation of which every event is withdrawn is not there any more', async () => {
  const { items } = JSON.parse((await run('get object 501 --json')).out)
  const ids = items.flatMap(({ eventId, trigger }: Record<string, string>) => (trigger ? [eventId] : []))
  expect((await run(`withdraw object 501 ${ids.join(' ')} --yes`)).out).toBe('2 events withdrawn\n')
  for (const command of ['get object 501', 'timeline 501']) {
    expect(await run(command)).toMatchObject({
      code: 1,
      err: expect.stringContaining('nothing is stored about'),
    })
  }
})

test('an unknown id is named, and nothing is written; nor by a dry run, or without consent', async () => {
  const eventId = await tagEvent()
  const before = await stored.items('Object')
  expect(await run(`withdraw object 501 ${eventId} 404.x 405.y --yes`)).toEqual({
    code: 1,
    out: '',
    err: 'error: object 501 has no such event: 404.x, 405.y\n',
  })
  expect((await run(`withdraw object 501 ${eventId} --dry-run`)).out).toBe('1 event would be withdrawn\n')
  const questions: string[] = []
  const ask = async (question: string) => {
    questions.push(question)
    return 'n'
  }
  expect(await run(`withdraw object 501 ${eventId}`, { ask })).toMatchObject({ code: 1 })
  expect(questions).toEqual(['Withdraw 1 event of object 501? This cannot be undone. [y/N] '])
  expect(await run(`withdraw object 501 ${eventId}`)).toMatchObject({ code: 2 })
  expect(await stored.items('Object')).toEqual(before)
})

test('interrupted while it waits, the same command completes it', async () => {
  const eventId = await tagEvent()
  let interrupt = () => {}
  const stopped = await run(`withdraw object 501 ${eventId} --yes`, {
    onInterrupt: (listener) => {
      interrupt = listener
      return () => {}
    },
    wait: async () => interrupt(),
  })
  expect(stopped).toMatchObject({ code: 1, err: 'error: interrupted: run the same command to resume\n' })
  expect((await run('get object 501')).out).toContain('Urgent')
  expect((await run(`withdraw object 501 ${eventId} --yes`)).out).toBe('1 event withdrawn\n')
  expect((await run('get object 501')).out).not.toContain('Urgent')
})
