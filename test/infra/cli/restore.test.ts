import { CreateTableCommand, DeleteTableCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import { putItems } from '../../../shared/dynamodb/database.ts'
import { commbox, scratchFolder } from './command-line.ts'
import { delivery, type RebuildTables, startTables, statusChange } from './rebuild/tables.ts'

let stored: RebuildTables
beforeAll(async () => {
  stored = await startTables()
})
afterAll(() => stored.close())
beforeEach(async () => {
  await stored.client.send(
    new CreateTableCommand({
      TableName: 'Restored',
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'objectId', KeyType: 'HASH' },
        { AttributeName: 'record', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'objectId', AttributeType: 'S' },
        { AttributeName: 'record', AttributeType: 'S' },
      ],
    }),
  )
})
afterEach(async () => {
  await stored.client.send(new DeleteTableCommand({ TableName: 'Restored' }))
  await empty()
})

const folder = scratchFolder()
const restore = (args = '--yes', terminal: Parameters<typeof commbox>[2] = {}) =>
  commbox(
    `restore object --from Restored --outputs ${stored.outputs} ${args}`.trim().split(' '),
    { COMMBOX_LOCAL_DIR: folder },
    terminal,
  )

const empty = async () => stored.remove('Object', await stored.items('Object'))
const items = async () => sorted(await stored.items('Object'))
const sorted = (all: readonly JsonObject[]) =>
  all.toSorted((a, b) => (`${a.objectId}\n${a.record}` < `${b.objectId}\n${b.record}` ? -1 : 1))
/** Writes items into the table that is restored from. */
const keep = (all: readonly JsonObject[]) =>
  putItems({ ...stored.database('Object'), tableName: 'Restored' }, all)

const tagChange = (second: number) =>
  delivery(
    'Object',
    'OnUpdateTag',
    second,
    { Id: '1', StreamId: '1', Tags: { Tag: { Id: '77', Action: 'Add', Name: 'Urgent' } } },
    'request-1',
  )
const first = () => [statusChange('1', 1, 2), tagChange(9)]

describe('restore', () => {
  test('brings a lost conversation back as it was, and leaves the other table alone', async () => {
    await stored.consume(first())
    const before = await items()
    await keep(before)
    await empty()
    expect(await restore()).toMatchObject({ code: 0, err: '' })
    expect(await items()).toEqual(before)
    expect((await restore()).out).toBe(`${before.length} items read: 0 events restored\n`)
    expect(await items()).toEqual(before)
  })

  test('adds what was lost to what came since', async () => {
    await stored.consume(first())
    await keep(await items())
    await stored.consume([statusChange('1', 5, 4)])
    const before = await items()
    const lost = before.filter(({ record }) => !String(record).includes('event#2024-06-09T07:33:05'))
    await stored.remove(
      'Object',
      lost.filter(({ record }) => String(record).startsWith('event#')),
    )
    expect(await restore()).toMatchObject({ code: 0 })
    expect(await items()).toEqual(before)
  })

  test.each([
    ['an earlier', 3, 9],
    ['a later', 9, 3],
  ])('finds an event under %s receipt', async (_name, restored, current) => {
    await stored.consume([tagChange(restored)])
    await keep(await items())
    await stored.consume([tagChange(current)])
    const live = (all: readonly JsonObject[]) =>
      all
        .filter(({ record }) => !String(record).startsWith('moved#'))
        .map(({ deliveryId: _id, receivedAt: _at, ...item }) => item)
    const both = live(await items())
    await empty()
    await stored.consume([tagChange(current)])
    expect(await restore()).toMatchObject({ code: 0 })
    expect(live(await items())).toEqual(both)
  })

  test('leaves withdrawn what was withdrawn in either table', async () => {
    await stored.consume(first())
    const before = await items()
    await keep(before)
    const ids = before.flatMap(({ eventId }) => (typeof eventId === 'string' ? [eventId] : []))
    const args = ['withdraw', 'object', '1', ...ids, '--yes', '--outputs', stored.outputs]
    expect(await commbox(args)).toMatchObject({ code: 0 })
    const withdrawn = await items()
    expect((await restore()).out).toBe(`${before.length} items read: 0 events restored\n`)
    expect(await items()).toEqual(withdrawn)

    await keep(withdrawn)
    await empty()
    await putItems(stored.database('Object'), before)
    expect(await restore()).toMatchObject({ code: 0 })
    expect((await items()).filter(({ withdrawnAt }) => withdrawnAt)).toEqual(withdrawn)
    expect((await items()).some(({ record }) => record === 'state')).toBe(false)
  })

  test('keeps what an expired event had set, unless something newer is there', async () => {
    await stored.consume(first())
    await keep((await items()).filter(({ record }) => !/^(event|receipt)#/.test(String(record))))
    await empty()
    await stored.consume([statusChange('1', 5, 4)])
    expect(await restore()).toMatchObject({ code: 0 })
    const [state] = (await items()).filter(({ record }) => record === 'state')
    expect(state).toMatchObject({ statusId: '4', tagIds: ['77'] })
  })

  test('resumes where it was interrupted', async () => {
    await stored.consume(Array.from({ length: 101 }, (_, n) => statusChange('1', n + 1, 2)))
    await stored.consume([statusChange('2', 1, 2)])
    const before = await items()
    await keep(before)
    await empty()
    let interrupt = () => {}
    const stopped = await restore('--yes', {
      live: () => interrupt(),
      onInterrupt: (listener) => {
        interrupt = listener
        return () => {}
      },
    })
    expect(stopped).toEqual({
      code: 1,
      out: expect.stringMatching(/^100 items read: \d+ events restored\n$/),
      err: 'error: interrupted: run the same command to resume\n',
    })
    expect((await restore()).out).toMatch(/^104 items read: /)
    expect(await items()).toEqual(before)
  })

  test('rebuilds what was copied before an interruption', async () => {
    await stored.consume(first())
    const before = await items()
    await keep(before.filter(({ record }) => record !== 'state'))
    await empty()
    const onInterrupt = (listener: () => void) => {
      listener()
      return () => {}
    }
    expect(await restore('--yes', { onInterrupt })).toMatchObject({ code: 1 })
    expect((await items()).some(({ record }) => record === 'state')).toBe(false)
    expect(await restore()).toMatchObject({ code: 0 })
    expect(await items()).toEqual(before)
  })

  test('refuses the table in use, and the table of another entity', async () => {
    await keep([{ objectId: '1', record: 'event#2024-06-09T07:30:00.000Z#1', trigger: 'OnSubmit' }])
    expect(await restore()).toMatchObject({ code: 1, err: expect.stringContaining('not a table of object') })
    expect(await items()).toEqual([])
    const args = ['restore', 'object', '--from', 'Object', '--yes', '--outputs', stored.outputs]
    expect(await commbox(args)).toMatchObject({ code: 2, err: expect.stringContaining('table in use') })
  })

  test('asks first', async () => {
    await keep([{ objectId: '1', record: 'state' }])
    expect(await restore('', { ask: async () => 'n' })).toMatchObject({ code: 1 })
    expect(await restore('')).toMatchObject({ code: 2, err: expect.stringContaining('--yes') })
    expect(await items()).toEqual([])
  })
})
