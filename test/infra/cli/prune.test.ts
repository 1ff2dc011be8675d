import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import { deleteItem } from '../../../shared/dynamodb/database.ts'
import type { Delivery } from '../../../shared/events/delivery.ts'
import { markErased } from '../../../shared/store/mark-erased.ts'
import { pruneIndexItems } from '../../../shared/store/prune.ts'
import { commbox, scratchFolder } from './command-line.ts'
import { delivery, type RebuildTables, startTables, statusChange } from './rebuild/tables.ts'

let stored: RebuildTables
beforeAll(async () => {
  stored = await startTables({ StateRetention: 'Object=365,User=400' })
})
afterAll(() => stored.close())

const retention = { retentionDays: 30, stateRetentionDays: 365 }
const day = 24 * 60 * 60
/** All deliveries are of 9 June 2024. */
const received = Date.parse('2024-06-09T07:30:00.000Z') / 1000
const afterDays = (days: number) => new Date((received + days * day) * 1000)

const dana = { Id: '77', Phone1: '+972 50-111-2233' }
const Tags = { Tag: { Id: '9', Action: 'Add', Name: 'Urgent' } }
const message = (id: string, second = 1): Delivery =>
  delivery('Object', 'OnNewChild', second, {
    Id: id,
    StreamId: '1',
    ManagerId: '0',
    User: dana,
    Message: 'Hi',
  })
const tagging = (id: string) => delivery('Object', 'OnUpdateTag', 5, { Id: id, StreamId: '1', Tags })

beforeEach(async () => {
  await stored.remove('Object', await stored.items('Object'))
})

let folder = scratchFolder()
const run = (args: string, now: Date, terminal: Parameters<typeof commbox>[2] = {}) =>
  commbox(
    [...args.split(' '), '--outputs', stored.outputs],
    { COMMBOX_LOCAL_DIR: folder },
    { ...terminal, now: () => now },
  )

const recordsOf = async (key: string) =>
  (await stored.partition('Object', key)).map(({ record }) => String(record).replace(/#.*/, ''))

/** DynamoDB deletes what has expired: the emulators never do. */
async function expire(key: string, isExpired = (item: JsonObject) => item.expiresAt !== undefined) {
  for (const item of await stored.partition('Object', key))
    if (isExpired(item)) await deleteItem(stored.database('Object'), { key, record: String(item.record) })
}

describe('a state with a retention', () => {
  test('expires so many days after its last change, in whatever order its events come', async () => {
    const [first, second] = [statusChange('501', 1, 2), statusChange('501', 2, 5)]
    await stored.consume([first], undefined, retention)
    await stored.consume([second], undefined, retention)
    const state = (await stored.partition('Object', '501')).find(({ record }) => record === 'state')
    expect(state).toMatchObject({ updatedAt: '2024-06-09T07:33:02.000Z' })
    expect(state?.expiresAt).toBe(Date.parse('2024-06-09T07:33:02.000Z') / 1000 + 365 * day)
    await stored.remove('Object', await stored.items('Object'))
    await stored.consume([second, first], undefined, retention)
    const other = (await stored.partition('Object', '501')).find(({ record }) => record === 'state')
    expect(other).toEqual(state)
    expect((await run('rebuild object 501 --yes', afterDays(1))).out).toContain('1 unchanged')
  })

  test('gets a new retention by a rebuild; without one it does not expire', async () => {
    await stored.consume([statusChange('501', 1, 2)])
    const stateOf = async () => (await stored.partition('Object', '501')).at(-1)
    expect(await stateOf()).not.toHaveProperty('expiresAt')
    expect((await run('rebuild object 501 --yes', afterDays(1))).out).toContain('1 written')
    expect(await stateOf()).toHaveProperty('expiresAt')
  })

  test('is not found by what is left over of it', async () => {
    await stored.consume([message('501'), tagging('501'), message('502')], undefined, retention)
    await expire('501')
    expect(await recordsOf('501')).toEqual(['contact', 'tag'])
    for (const [question, ids] of [
      ['--phone 972501112233', ['502']],
      ['--tag 9', []],
    ]) {
      const { out } = await run(`find conversations ${question} --json`, afterDays(1))
      expect(JSON.parse(out).items.map(({ objectId }: JsonObject) => objectId)).toEqual(ids)
    }
  })
})

describe('prune', () => {
  beforeEach(async () => {
    folder = scratchFolder()
    await stored.consume([message('501'), tagging('501'), message('502')], undefined, retention)
  })

  test('a dry run says what would be removed, and removes nothing', async () => {
    await expire('501')
    const before = await stored.items('Object')
    const { code, out } = await run('prune object --dry-run', afterDays(1))
    expect({ code, out }).toEqual({
      code: 0,
      out: `Objects: ${before.length} items read: 0 expired and 2 left over would be removed\n`,
    })
    expect(await stored.items('Object')).toEqual(before)
    expect(await run('prune object', afterDays(1))).toMatchObject({
      code: 2,
      err: expect.stringContaining('--yes'),
    })
  })

  test('removes what finds a thing that is gone, and nothing of others', async () => {
    await expire('501')
    const others = await stored.partition('Object', '502')
    const { code, out, err } = await run('prune --yes --json', afterDays(1))
    expect({ code, err }).toEqual({
      code: 0,
      err: expect.stringMatching(/^reading 7 whole tables of the local stack costs nothing\n$/),
    })
    expect(JSON.parse(out).items).toContainEqual({
      table: 'Objects',
      read: others.length + 2,
      expired: 0,
      leftOver: 2,
    })
    expect(await stored.items('Object')).toHaveLength(others.length)
    expect(await stored.partition('Object', '502')).toEqual(others)
  })

  test('keeps what finds a thing that has lost its events but not its state, or its state but not its events', async () => {
    await expire('501', ({ record }) => record === 'state')
    await expire('502', ({ record }) => String(record).startsWith('event#'))
    expect((await run('prune object --yes', afterDays(1))).out).toContain('0 left over')
    expect(await recordsOf('501')).toEqual(['contact', 'event', 'event', 'tag'])
    expect(await recordsOf('502')).toEqual(['contact', 'state'])
  })

  test('removes what has expired and is still there, with what is left over of it', async () => {
    expect((await run('prune object --yes', afterDays(31))).out).toMatch(
      /: 3 expired and 0 left over removed\n$/,
    )
    expect(await recordsOf('501')).toEqual(['contact', 'state', 'tag'])
    expect((await run('prune object --yes', afterDays(366))).out).toMatch(
      /: 2 expired and 3 left over removed\n$/,
    )
    expect(await stored.items('Object')).toEqual([])
  })

  test('of a thing that was erased and then written to again, the stub stays', async () => {
    const database = { ...stored.database('Object'), stateRetentionDays: 365 }
    await markErased(database, 'Object', '502', { all: '2024-06-01T00:00:00.000Z' })
    const stateOf = async () =>
      (await stored.partition('Object', '502')).find(({ record }) => record === 'state')
    expect(await stateOf()).toMatchObject({ customerId: dana.Id, erasedAt: '2024-06-01T00:00:00.000Z' })
    expect(await stateOf()).not.toHaveProperty('expiresAt')
    await run('prune object --yes', afterDays(364))
    expect(await stateOf()).toHaveProperty('customerId')
    expect((await run('prune object --yes', afterDays(366))).out).toContain(
      '2 expired and 3 left over removed',
    )
    expect(await stored.items('Object')).toEqual([
      expect.objectContaining({ record: 'state', withdrawnAt: '2024-06-01T00:00:00.000Z' }),
    ])
    expect(JSON.stringify(await stored.items('Object'))).not.toMatch(/972|"77"/)
  })

  test('interrupted, the same command resumes', async () => {
    const many = Array.from({ length: 110 }, (_, n) => ({
      objectId: String(9000 + n),
      record: 'contact#phone:1',
      version: '1',
    }))
    for (const item of many) await stored.putItem('Object', item)
    const onInterrupt = (listener: () => void) => {
      listener()
      return () => {}
    }
    const stopped = await run('prune object --yes', afterDays(1), { onInterrupt })
    expect(stopped).toMatchObject({
      code: 1,
      out: expect.stringMatching(/^Objects: 100 items read: /),
      err: expect.stringContaining('interrupted: run the same command to resume'),
    })
    expect((await run('prune object --yes', afterDays(1))).out).toMatch(
      /: 0 expired and 110 left over removed\n$/,
    )
    expect(await recordsOf('502')).toEqual(['contact', 'event', 'state'])
  })

  test('a webhook that comes in meanwhile finds its thing by what was removed before', async () => {
    await expire('501')
    let isFirst = true
    const client = stored.clientWith(async (command) => {
      if (command !== 'DeleteItemCommand' || !isFirst) return
      isFirst = false
      // The consumer finds the contact item of the events that have expired, and writes none.
      await stored.consume([message('501', 9)], undefined, retention)
    })
    const database = { ...stored.database('Object', client), stateRetentionDays: 365 }
    expect(await pruneIndexItems(database, 'Object', '501', received + day, false)).toBe(2)
    client.destroy()
    expect(await recordsOf('501')).toEqual(['contact', 'event', 'state'])
    const { out } = await run('find conversations --phone 972501112233 --json', afterDays(1))
    expect(JSON.parse(out).items.map(({ objectId }: JsonObject) => objectId)).toContain('501')
  })
})

test('without an output of retention no state expires, and lists read no states', async () => {
  const { startDatabase } = await import('./database.ts')
  const database = await startDatabase()
  await database.put('Object', [
    {
      objectId: '1',
      record: 'contact#phone:972501112233',
      contactKey: 'phone:972501112233',
      knownSince: '2024',
    },
  ])
  const args = ['find', 'conversations', '--phone', '972501112233', '--json', '--outputs', database.outputs]
  expect(JSON.parse((await commbox(args)).out).items).toHaveLength(1)
  await database.close()
})
