import { UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { toItem } from '../../../shared/dynamodb/attribute-values.ts'
import { commbox, scratchFolder } from './command-line.ts'
import { delivery, type RebuildTables, startTables, statusChange } from './rebuild/tables.ts'

let stored: RebuildTables
beforeAll(async () => {
  stored = await startTables()
})
afterAll(() => stored.close())
beforeEach(async () => {
  for (const entity of ['Object', 'User', 'Tag'] as const) {
    await stored.remove(entity, await stored.items(entity))
  }
  for (const objectId of ['1', '2']) await stored.consume([statusChange(objectId, 1, 2)])
})

const folder = scratchFolder()
const rebuild = (args: string, terminal: Parameters<typeof commbox>[2] = {}) =>
  commbox(
    ['rebuild', ...args.split(' '), '--outputs', stored.outputs],
    { COMMBOX_LOCAL_DIR: folder },
    terminal,
  )

const stateOf = async (objectId: string) =>
  (await stored.partition('Object', objectId)).find(({ record }) => record === 'state')

/** Changes an item as a fold of another version would have written it. */
async function damage(objectId: string, record = 'state', values = { statusId: '9', revision: 'other' }) {
  const names = Object.keys(values)
  await stored.client.send(
    new UpdateItemCommand({
      TableName: 'Object',
      Key: toItem({ objectId, record }),
      UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
      ExpressionAttributeValues: toItem(
        Object.fromEntries(Object.entries(values).map(([name, value]) => [`:${name}`, value])),
      ),
    }),
  )
}

describe('some states', () => {
  test('only those that differ are written, and none the second time', async () => {
    const before = await stored.items('Object')
    await damage('1')
    const first = await rebuild('object 1 2 --yes')
    expect(first).toEqual({ code: 0, out: '2 states checked: 1 written, 1 unchanged\n', err: '' })
    expect(await stored.items('Object')).toEqual(before)
    const second = await rebuild('object 1 2 --yes')
    expect(second.out).toBe('2 states checked: 0 written, 2 unchanged\n')
    expect(await stored.items('Object')).toEqual(before)
  })

  test('a state that was lost comes back', async () => {
    await stored.consume([statusChange('3', 1, 2)])
    const before = await stored.partition('Object', '3')
    await stored.remove('Object', [(await stateOf('3')) ?? {}])
    expect((await rebuild('object 3 --yes')).out).toBe('1 state checked: 1 written, 0 unchanged\n')
    expect(await stored.partition('Object', '3')).toEqual(before)
  })

  test('what an expired event had set stays set', async () => {
    await stored.consume([statusChange('4', 1, 2)])
    await stored.consume([statusChange('4', 2, 5)])
    const [first, second] = (await stored.partition('Object', '4')).filter(({ eventId }) => eventId)
    await stored.remove('Object', [second ?? {}])
    const before = await stored.partition('Object', '4')
    expect(before.map(({ record }) => record)).toEqual([first?.record, 'state'])
    expect((await rebuild('object 4 --yes')).out).toBe('1 state checked: 0 written, 1 unchanged\n')
    expect(await stored.partition('Object', '4')).toEqual(before)
    expect(await stateOf('4')).toMatchObject({ statusId: '5' })
  })

  test('an index item is written again from its event', async () => {
    const Tags = { Tag: { Id: '77', Action: 'Add', Name: 'Urgent' } }
    await stored.consume([delivery('Object', 'OnUpdateTag', 1, { Id: '5', StreamId: '1', Tags })])
    const before = await stored.partition('Object', '5')
    await damage('5', 'tag#77', { name: 'of another version' } as never)
    await rebuild('object 5 --yes')
    expect(await stored.partition('Object', '5')).toEqual(before)
  })

  test('a tag and the group of the same id are two states', async () => {
    await stored.consume([
      delivery('Tag', 'OnAdd', 1, { tagId: '5', groupId: '6', name: 'Tag five', type: '2' }),
    ])
    await stored.consume([delivery('Tag', 'OnAddGroup', 1, { groupId: '5', name: 'Group five' })])
    expect((await rebuild('tag 5 --yes')).out).toBe('2 states checked: 0 written, 2 unchanged\n')
    expect((await rebuild('tag group#5 --yes')).out).toMatch(/^1 state checked/)
  })

  test('an unknown id fails before anything is written', async () => {
    await damage('1')
    const before = await stored.items('Object')
    const { code, err } = await rebuild('object 1 404 --yes')
    expect({ code, err }).toEqual({ code: 1, err: 'error: nothing is stored about object 404\n' })
    expect(await stored.items('Object')).toEqual(before)
    await rebuild('object 1 --yes')
  })

  test('asks first', async () => {
    await damage('1')
    const before = await stored.items('Object')
    expect(await rebuild('object 1')).toMatchObject({ code: 2, err: expect.stringContaining('--yes') })
    const questions: string[] = []
    const ask = async (question: string) => {
      questions.push(question)
      return 'n'
    }
    expect(await rebuild('object 1', { ask })).toMatchObject({ code: 1, err: 'error: nothing was done\n' })
    expect(questions).toEqual(['Rebuild 1 state from the stored events? [y/N] '])
    expect(await stored.items('Object')).toEqual(before)
    expect(await rebuild('object 1', { ask: async () => 'y' })).toMatchObject({ code: 0 })
  })
})

describe('events that are dated by their first receipt', () => {
  const ids = { Id: '501', StreamId: '24569' }

  test('a state of a later receipt, left by a consumer that was stopped, is corrected', async () => {
    await stored.consume([delivery('Object', 'OnAssign', 30, ids, 'request-a')])
    await stored.consume([delivery('Object', 'OnUnAssign', 20, ids, 'request-b')])
    // The first receipt of the assignment. Its consumer is stopped when only the event has its new time.
    let isMoved = false
    const dying = stored.clientWith((command, input) => {
      if (isMoved && command === 'GetItemCommand') throw new Error('stopped')
      isMoved ||= command === 'BatchWriteItemCommand' && JSON.stringify(input).includes('DeleteRequest')
    })
    const failed = await stored.consume([delivery('Object', 'OnAssign', 10, ids, 'request-a')], dying)
    expect(failed).toBe(1)
    expect(await stateOf('501')).toMatchObject({ assigned: true, updatedAt: '2024-06-09T07:30:30.000Z' })
    const events = (await stored.partition('Object', '501')).filter(({ eventId }) => eventId)
    expect(events.map(({ occurredAt }) => occurredAt)).toEqual([
      '2024-06-09T07:30:10.000Z',
      '2024-06-09T07:30:20.000Z',
    ])
    expect((await rebuild('object 501 --yes')).out).toBe('1 state checked: 1 written, 0 unchanged\n')
    expect(await stateOf('501')).toMatchObject({ assigned: false, updatedAt: '2024-06-09T07:30:20.000Z' })
    expect((await rebuild('object 501 --yes')).out).toBe('1 state checked: 0 written, 1 unchanged\n')
    // The message comes again, confirms that nothing is left to do, and a second time writes nothing.
    const again = delivery('Object', 'OnAssign', 10, ids, 'request-a')
    const state = await stateOf('501')
    await stored.consume([again])
    const before = await stored.partition('Object', '501')
    const writes: string[] = []
    const counted = stored.clientWith(
      (command) => void (/Put|Write|Delete/.test(command) && writes.push(command)),
    )
    await stored.consume([again], counted)
    expect(writes).toEqual([])
    expect(await stateOf('501')).toEqual(state)
    expect(await stored.partition('Object', '501')).toEqual(before)
  })
})

describe('a whole table', () => {
  test('is rebuilt, interrupted and resumed', async () => {
    const first = await rebuild('object --yes')
    expect(first).toMatchObject({ code: 0, err: '' })
    const all = Number(/^(\d+) states checked: 0 written/.exec(first.out)?.[1])
    expect(all).toBeGreaterThan(0)
    expect(await rebuild('object --resume --yes')).toMatchObject({
      code: 1,
      err: 'error: no rebuild of Object was interrupted on this machine: run the command without --resume\n',
    })

    const more = Array.from({ length: 120 }, (_, n) => statusChange(String(7000 + n), 1, 2))
    for (let start = 0; start < more.length; start += 25) await stored.consume(more.slice(start, start + 25))
    const before = await stored.items('Object')
    // Ctrl-C after 70 states, of which the first page was written.
    let interrupt = () => {}
    const stopped = await rebuild('object --yes', {
      onInterrupt: (listener) => {
        interrupt = listener
        return () => {}
      },
      live: (text) => {
        if (Number(/(\d+) states checked/.exec(text)?.[1]) >= 70) interrupt()
      },
    })
    expect(stopped).toMatchObject({
      code: 1,
      err: 'error: interrupted: run the same command with --resume to continue\n',
    })
    const states = before.filter(({ record }) => record === 'state')
    for (const { objectId } of states) await damage(String(objectId))
    const resumed = await rebuild('object --resume --yes')
    expect(resumed).toMatchObject({ code: 0, err: '' })
    const [looked, written, same] = [...resumed.out.matchAll(/\d+/g)].map(Number)
    expect(looked).toBe(all + 120)
    expect(same).toBeGreaterThan(20)
    expect(written).toBeGreaterThan(20)
    // States that were checked before they were damaged are rebuilt by the next run.
    const last = await rebuild('object --yes')
    expect(last.out).toMatch(
      new RegExp(`^${looked} states checked: ${states.length - Number(written)} written,`),
    )
    expect(await stored.items('Object')).toEqual(before)
  })

  test('what is stored of an event whose body is gone stays, as that of one that has expired', async () => {
    const large = {
      ...delivery('User', 'OnNew', 1, { Id: '9', FirstName: 'A' }),
      payloadKey: 'User/gone.json',
    }
    const { payload: _payload, ...message } = large
    await stored.database('User').bodies.put('User/gone.json', '{"Id": "9", "FirstName": "A"}')
    await stored.consume([message as never])
    await stored.consume([delivery('User', 'OnNew', 2, { Id: '9', LastName: 'C' })])
    await stored.consume([delivery('User', 'OnNew', 1, { Id: '10', FirstName: 'B' })])
    const before = await stored.items('User')
    expect(await rebuild('user --yes')).toEqual({
      code: 0,
      err: '',
      out: '2 states checked: 0 written, 2 unchanged\n',
    })
    expect(await stored.items('User')).toEqual(before)
  })
})
