import { DeleteTableCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createTable } from '../../../infra/local/tables.ts'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import { putItems } from '../../../shared/dynamodb/batch.ts'
import { withoutUnset } from '../../../shared/events/event-item.ts'
import { commbox, scratchFolder } from './command-line.ts'
import { delivery, type RebuildTables, startTables, statusChange } from './rebuild/tables.ts'

let stored: RebuildTables
beforeAll(async () => {
  stored = await startTables()
})
afterAll(() => stored.close())
beforeEach(() => emptyTable('Restored', 'objectId'))
afterEach(async () => {
  await stored.client.send(new DeleteTableCommand({ TableName: 'Restored' }))
  await empty()
})

async function emptyTable(TableName: string, partitionKey: string): Promise<void> {
  const keys = [
    { AttributeName: partitionKey, KeyType: 'HASH' },
    { AttributeName: 'record', KeyType: 'RANGE' },
  ] as const
  await createTable(stored.client, {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [...keys],
    AttributeDefinitions: keys.map(({ AttributeName }) => ({ AttributeName, AttributeType: 'S' })),
  })
}

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
  test('brings a lost conversation back as it was, and does not touch the other table', async () => {
    await stored.consume(first())
    const before = await items()
    await keep(before)
    await empty()
    expect(await restore()).toMatchObject({ code: 0, err: '' })
    expect(await items()).toEqual(before)
    expect((await restore()).out).toBe(`${before.length} items read: 0 restored\n`)
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
        .map(({ deliveryId: _id, receivedAt: _at, moved: _moved, ...item }) => item)
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
    expect((await restore()).out).toContain(`${before.length} items read: 0 restored`)
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
      out: expect.stringMatching(/^100 items read: \d+ restored(, 1 state written)?\n$/),
      err: 'error: interrupted: run the same command to resume\n',
    })
    expect((await restore()).out).toMatch(/^104 items read: /)
    expect(await items()).toEqual(before)
  })

  test('rebuilds a conversation of many pages once, when its last item is there', async () => {
    await stored.consume(Array.from({ length: 150 }, (_, n) => statusChange('1', n + 1, 2)))
    const before = await items()
    await keep(before)
    await empty()
    const shown: string[] = []
    const restored = await restore('--yes', { live: (text) => shown.push(text) })
    expect(shown.filter((text) => text.includes('1 state checked: 1 written'))).toHaveLength(1)
    expect(restored).toEqual({
      code: 0,
      out: '151 items read: 150 restored, 1 state written\n',
      err: '',
    })
    expect(await items()).toEqual(before)
  })

  test('rebuilds a conversation whose last page ended where the run was interrupted', async () => {
    await stored.consume(Array.from({ length: 200 }, (_, n) => statusChange('1', n + 1, 2)))
    await stored.consume([statusChange('2', 1, 2)])
    const before = await items()
    await keep(before.filter(({ record }) => record !== 'state'))
    await empty()
    let [pages, interrupt] = [0, () => {}]
    const onInterrupt = (listener: () => void) => {
      interrupt = listener
      return () => {}
    }
    const live = (text: string) => {
      if (text.includes('items read') && ++pages === 2) interrupt()
    }
    expect((await restore('--yes', { live, onInterrupt })).out).toMatch(/^200 items read: /)
    expect((await restore()).code).toBe(0)
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

  test.each([
    ['whose trigger is unknown', { trigger: 'OnGone' }],
    ['whose payload is not read', { payload: { StreamId: '1' } }],
    ['whose body is gone', { payload: undefined, payloadKey: 'Object/gone.json' }],
  ])('copies an event %s as it is, names it, and fails', async (_name, change) => {
    await stored.consume(first())
    const before = await items()
    const isTagChange = ({ action }: JsonObject) => action !== undefined
    const changed = before.map((item) => (isTagChange(item) ? withoutUnset({ ...item, ...change }) : item))
    await keep(changed)
    await empty()
    const unreadable = changed.find(isTagChange)
    const { code, out, err } = await restore()
    expect({ code, err }).toEqual({
      code: 1,
      err: 'error: 1 item cannot be read by this version, or the large body is not in the bucket\n',
    })
    expect(out).toContain(`1  ${unreadable?.record}  cannot be read\n`)
    expect(out).toContain('2 restored, 1 state written, 1 unreadable\n')
    expect(await items()).toContainEqual(unreadable)
    expect(await restore()).toMatchObject({ code: 0, out: expect.stringContaining(' 0 restored') })
  })

  test('names an event that it would have to read to find its place', async () => {
    await stored.consume([tagChange(3)])
    await keep((await items()).map((item) => (item.trigger ? { ...item, trigger: 'OnGone' } : item)))
    await empty()
    await stored.consume([tagChange(9), statusChange('1', 1, 2)])
    await stored.remove(
      'Object',
      (await items()).filter(({ action }) => action),
    )
    await keep((await items()).filter(({ record }) => record !== 'state'))
    const before = await items()
    expect(await restore()).toMatchObject({ code: 1, out: expect.stringContaining('1 unreadable') })
    expect((await items()).filter(({ eventId }) => eventId)).toEqual(before.filter(({ eventId }) => eventId))
  })

  test('copies quarantined deliveries, and names those whose body is gone', async () => {
    const row = (id: string, more: JsonObject = {}): JsonObject => ({
      day: '2024-06-09',
      record: `2024-06-09T07:30:00.000Z#${id}`,
      deliveryId: id,
      reason: 'invalid',
      ...more,
    })
    const kept = [row('a', { body: '{}' }), row('b', { bodyKey: 'Quarantine/here.json' })]
    const gone = row('c', { bodyKey: 'Quarantine/gone.json' })
    await stored.putBody('Quarantine/here.json', '{}')
    const quarantine = { ...stored.database('Quarantine'), tableName: 'Quarantined' }
    await emptyTable('Quarantined', 'day')
    await putItems(quarantine, [...kept, gone])
    const replayed = row('a', { body: '{}', replayedAt: '2024-06-10T07:30:00.000Z' })
    await putItems(stored.database('Quarantine'), [replayed])
    const args = ['restore', 'quarantine', '--from', 'Quarantined', '--yes', '--outputs', stored.outputs]
    const run = () => commbox(args, { COMMBOX_LOCAL_DIR: folder })
    expect(await run()).toMatchObject({
      code: 1,
      out: `2024-06-09  ${gone.record}  cannot be read\n3 items read: 2 restored, 1 unreadable\n`,
    })
    expect(sorted(await stored.items('Quarantine'))).toEqual(sorted([replayed, ...kept.slice(1), gone]))
    expect(await run()).toMatchObject({ code: 0, out: '3 items read: 0 restored\n' })
  })

  test('says which table is missing', async () => {
    const args = ['restore', 'object', '--from', 'Misspelt', '--yes', '--outputs', stored.outputs]
    expect(await commbox(args)).toMatchObject({ code: 1, err: 'error: there is no table Misspelt\n' })
  })

  test('refuses the table in use, and the table of another entity', async () => {
    await keep([{ objectId: '1', record: 'event#2024-06-09T07:30:00.000Z#1', trigger: 'OnSubmit' }])
    expect(await restore()).toMatchObject({ code: 1, err: expect.stringContaining('not a table of object') })
    expect(await items()).toEqual([])
    const from = (table: string) =>
      commbox(['restore', 'object', '--from', table, '--yes', '--outputs', stored.outputs])
    const used = { code: 2, err: expect.stringContaining('table in use') }
    expect(await from('Object')).toMatchObject(used)
    expect(await from('arn:aws:dynamodb:us-east-1:000000000000:table/Object')).toMatchObject(used)
    const elsewhere = await from('arn:aws:dynamodb:eu-west-1:000000000000:table/Object')
    expect(elsewhere).not.toMatchObject(used)
  })

  test('asks first', async () => {
    await keep([{ objectId: '1', record: 'state' }])
    expect(await restore('', { ask: async () => 'n' })).toMatchObject({ code: 1 })
    expect(await restore('')).toMatchObject({ code: 2, err: expect.stringContaining('--yes') })
    expect(await items()).toEqual([])
  })
})
