import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { isObject, type Json, type JsonObject } from '../../../shared/commbox/json.ts'
import { encodeMessage } from '../../../shared/events/delivery.ts'
import { entityConsumer } from '../../../shared/store/consumer.ts'
import { eraseThing } from '../../../shared/store/erase.ts'
import { eraseEventBodies } from '../../../shared/store/erase-bodies.ts'
import { userKey } from '../../../shared/store/erased.ts'
import { markErased } from '../../../shared/store/mark-erased.ts'
import { rebuildState } from '../../../shared/store/rebuild-state.ts'
import { restoreItems, restoreQuarantine } from '../../../shared/store/restore.ts'
import { withdraw } from '../../../shared/store/withdraw.ts'
import { delivery, type RebuildTables, startTables } from '../../infra/cli/rebuild/tables.ts'
import { sqsRecord } from '../../sqs-record.ts'

let stored: RebuildTables
beforeAll(async () => {
  stored = await startTables()
})
afterAll(() => stored.close())
beforeEach(async () => {
  await stored.remove('Object', await stored.items('Object'))
  stored.bodies.clear()
})

const dana = { Id: '880099', FirstName: 'Dana', Phone1: '050-1112233' }
const noa = { Id: '880098', FirstName: 'Noa', Phone1: '050-9998877' }
const at = '2024-06-09T07:30:30.000Z'
const isDana = (value: Json) => JSON.stringify(value).includes('Dana')
const database = () => ({ ...stored.database('Object'), bodies: stored.bodies })

const message = (second: number, Id: string, text: string, User: JsonObject) =>
  delivery('Object', 'OnNewChild', second, {
    Id: '501',
    StatusID: '1',
    StreamId: '24569',
    Children: {
      Child: { Id, Message: text, CreateDate: `09-06-2024 07:30:${second}`, User, ManagerId: '0' },
    },
  })
const assigned = (second: number) =>
  delivery('Object', 'OnAssign', second, { Id: '501', User: { Id: dana.Id } }, 'request-a')

const live = async () =>
  (await stored.partition('Object', '501')).filter(({ withdrawnAt }) => withdrawnAt === undefined)
const stateOf = async () => (await live()).find(({ record }) => record === 'state')
const textOf = async () => JSON.stringify([await stored.items('Object'), stored.bodies.everything()])

async function eraseAll(): Promise<void> {
  await markErased(database(), 'Object', '501', { all: at })
  await eraseThing(database(), 'Object', '501', { scope: { kind: 'all' }, at })
}

async function eraseDana(): Promise<void> {
  await markErased(database(), 'Object', userKey(dana.Id), { all: at })
  await eraseThing(database(), 'Object', '501', { scope: { kind: 'person', isOf: isDana }, at })
}

describe('a conversation that was erased', () => {
  test('leaves a stub that says up to when, and is a state again with later contact', async () => {
    await stored.consume([message(11, '1', 'hello', dana)])
    await eraseAll()
    expect(await stored.partition('Object', '501')).toEqual([
      {
        objectId: '501',
        record: 'state',
        format: 1,
        registers: {},
        erasedAt: at,
        withdrawnAt: at,
        revision: expect.any(String),
      },
    ])
    await stored.consume([message(11, '1', 'hello', dana), message(40, '2', 'again', dana)])
    expect(await stateOf()).toMatchObject({
      lastMessageText: 'again',
      startedAt: '2024-06-09T07:30:40.000Z',
      erasedAt: at,
    })
    expect(await textOf()).not.toContain('hello')
  })

  test('loses what an expired event had set, its tags and contacts too', async () => {
    const Tags = { Tag: { Id: '77', Action: 'Add', Name: 'Urgent' } }
    await stored.consume([
      message(11, '1', 'hello', dana),
      delivery('Object', 'OnUpdateTag', 12, { Id: '501', Tags }),
    ])
    const events = (await live()).filter(({ record }) => String(record).startsWith('event#'))
    await stored.remove('Object', events)
    await eraseAll()
    expect(await live()).toEqual([])
  })

  test('stays erased when a table of an earlier time is restored', async () => {
    await stored.consume([message(11, '1', 'hello', dana), assigned(12)])
    const before = await stored.partition('Object', '501')
    await eraseAll()
    const erased = await stored.partition('Object', '501')
    expect(await restoreItems(database(), 'Object', '501', before)).toMatchObject({ count: 0 })
    const state = before.find(({ record }) => record === 'state')
    await rebuildState(database(), 'Object', '501', state)
    expect(await stored.partition('Object', '501')).toEqual(erased)
  })

  test('is restored as erased where it is not', async () => {
    await stored.consume([message(11, '1', 'hello', dana)])
    const before = await stored.partition('Object', '501')
    await eraseAll()
    const erased = await stored.partition('Object', '501')
    await stored.remove('Object', erased)
    await stored.consume([message(40, '2', 'again', dana)])
    await restoreItems(database(), 'Object', '501', erased)
    await restoreItems(database(), 'Object', '501', before)
    await rebuildState(database(), 'Object', '501')
    expect(await textOf()).not.toContain('hello')
    expect(await stateOf()).toMatchObject({ lastMessageText: 'again', erasedAt: at })
  })
})

describe('an event that was received before the erasure and again afterwards', () => {
  const erasedUser = () => markErased(database(), 'Object', userKey(dana.Id), { all: at })

  test.each([
    ['the later delivery first', [40, 20]],
    ['the earlier delivery first', [20, 40]],
  ])('is not stored, %s', async (_, seconds) => {
    await erasedUser()
    for (const second of seconds) await stored.consume([assigned(second)])
    const left = (await live()).filter(({ record }) => !/^(receipt|moved)#/.test(String(record)))
    expect(left).toEqual([])
  })

  test('is counted as withdrawn, in a line that names nobody', async () => {
    await stored.consume([message(11, '1', 'hello', dana)])
    await eraseDana()
    const lines: object[] = []
    const consume = entityConsumer({
      entity: 'Object',
      table: database(),
      quarantine: stored.database('Quarantine'),
      log: (line) => void lines.push(line),
    })
    await consume({ Records: [sqsRecord(encodeMessage(message(12, '3', 'late', dana)), 'm1')] })
    expect(lines).toMatchObject([{ message: 'withdrawn', metrics: { Withdrawn: 1 } }])
    for (const trace of ['Dana', '1112233', dana.Id, '501', 'late'])
      expect(JSON.stringify(lines)).not.toContain(trace)
  })
})

describe('of a conversation with others', () => {
  test('times, status and channel are left of what the person wrote, and the rest of the others', async () => {
    await stored.consume([message(11, '1', 'hello', dana), message(12, '2', 'hi', noa)])
    await eraseDana()
    const text = await textOf()
    for (const trace of ['Dana', '1112233', 'hello']) expect(text).not.toContain(trace)
    expect(await stateOf()).toMatchObject({
      startedAt: '2024-06-09T07:30:11.000Z',
      statusId: '1',
      streamId: '24569',
      customerId: noa.Id,
      lastMessageText: 'hi',
    })
    expect(await live()).toContainEqual(
      expect.objectContaining({
        messageId: '1',
        occurredAt: '2024-06-09T07:30:11.000Z',
        erasedAt: at,
      }),
    )
  })

  test('what an expired event had said of the person goes, of the others it stays', async () => {
    await stored.consume([message(12, '2', 'hi', noa), message(13, '1', 'hello', dana)])
    const events = (await live()).filter(({ record }) => String(record).startsWith('event#'))
    await stored.remove('Object', events)
    await eraseDana()
    const state = await stateOf()
    expect(state).toMatchObject({ statusId: '1', streamId: '24569' })
    expect(isObject(state?.customers) && Object.keys(state.customers)).toEqual([noa.Id])
    expect(JSON.stringify(state)).not.toContain('hello')
    expect(await textOf()).not.toContain('1112233')
  })

  test('an element of a body that others share becomes a skeleton, and no version has it', async () => {
    const Child = [
      { Id: '1', Message: 'hello', User: dana },
      { Id: '2', Message: 'hi', User: noa },
    ]
    const { payload, ...rest } = delivery('Object', 'OnNewChild', 11, { Id: '501', Children: { Child } })
    const payloadKey = 'Object/2024-06-09/large.json'
    await stored.bodies.put(payloadKey, JSON.stringify(payload))
    await stored.consume([{ ...rest, payloadKey }])
    await eraseDana()
    expect(await textOf()).not.toMatch(/Dana|hello/)
    expect(stored.bodies.everything()).toEqual([
      JSON.stringify({ Id: '501', Children: { Child: [{ Id: '1', Message: '' }, Child[1]] } }),
    ])
    expect(await rebuildState(database(), 'Object', '501')).toBe('unchanged')
    const other = (await live()).filter(({ messageId }: JsonObject) => messageId === '2')
    await eraseEventBodies(database(), 'Object', '501', other)
    expect(stored.bodies.everything()).toEqual([])
  })
})

describe('a large body that CommBox sends again after the erasure', () => {
  const receivedBody = 'Received/2024-06-09/again.json'
  const large = async (second: number, Child: JsonObject | JsonObject[]) => {
    const { payload, ...rest } = delivery('Object', 'OnNewChild', second, { Id: '501', Children: { Child } })
    const payloadKey = 'Object/2024-06-09/again.json'
    // As the queue can send a message twice, ingest can be called twice.
    for (let n = 0; n < 2; n += 1) await stored.bodies.put(payloadKey, JSON.stringify(payload))
    await stored.bodies.put(receivedBody, JSON.stringify(payload))
    return { ...rest, deliveryId: 'again', payloadKey }
  }
  const element = (Id: string, Message: string, second: number, User: JsonObject) => ({
    ...{ Id, Message, User, ManagerId: '0', CreateDate: `09-06-2024 07:30:${second}` },
  })
  const hello = element('1', 'hello', 11, dana)
  const hi = element('2', 'hi', 12, noa)

  test.each([
    ['a conversation', eraseAll],
    ['a person', eraseDana],
  ])('goes with every version if nothing of it is stored, of %s', async (_, erase) => {
    await stored.consume([message(11, '1', 'hello', dana)])
    await erase()
    const again = await large(40, hello)
    expect(await stored.consume([again])).toBe(0)
    expect(stored.bodies.everything()).toEqual([])
    expect(await stored.consume([again])).toBe(0)
    expect(await textOf()).not.toContain('hello')
  })

  test('goes if a single event of it was withdrawn as erased', async () => {
    await stored.consume([await large(11, hello)])
    const [event] = (await live()).filter(({ record }) => String(record).startsWith('event#'))
    const eventIds = new Map([['501', new Set([String(event?.eventId)])]])
    await withdraw(database(), 'Object', eventIds, { now: at, reason: 'erased', wait: async () => {} })
    stored.bodies.clear()
    await stored.consume([await large(40, hello)])
    expect(stored.bodies.everything()).toEqual([])
  })

  test('loses the element of the person if others of it are stored', async () => {
    await eraseDana()
    await stored.consume([await large(40, [hello, hi])])
    const skeleton = { Id: '1', Message: '', ManagerId: '0', CreateDate: hello.CreateDate }
    expect(stored.bodies.everything()).toEqual([
      JSON.stringify({ Id: '501', Children: { Child: [skeleton, hi] } }),
    ])
    expect(await stateOf()).toMatchObject({ lastMessageText: 'hi', customerId: noa.Id })
    expect(await rebuildState(database(), 'Object', '501')).toBe('unchanged')
  })

  test('stays if it was withdrawn for another reason', async () => {
    await stored.consume([await large(11, hello)])
    const [event] = (await live()).filter(({ record }) => String(record).startsWith('event#'))
    const eventIds = new Map([['501', new Set([String(event?.eventId)])]])
    await withdraw(database(), 'Object', eventIds, { now: at, reason: 'reinterpreted', wait: async () => {} })
    await stored.consume([await large(40, hello)])
    expect(stored.bodies.stored.size).toBe(2)
  })

  test('stays, and its delivery comes again, if the bucket fails or an event is not stored', async () => {
    await eraseAll()
    const again = await large(40, hello)
    const bodies = { ...stored.bodies, erase: () => Promise.reject(new Error('no bucket')) }
    const table = { ...database(), bodies }
    const consume = entityConsumer({
      ...{ entity: 'Object', table, quarantine: stored.database('Quarantine'), log: () => {} },
    })
    const Records = [sqsRecord(encodeMessage(again), 'm1')]
    expect(await consume({ Records })).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] })
    await stored.consume([again])
    expect(stored.bodies.everything()).toEqual([])

    const both = await large(41, [hello, element('3', 'new', 50, noa)])
    const client = stored.clientWith((command) => {
      if (command === 'PutItemCommand' || command === 'BatchWriteItemCommand') throw new Error('no table')
    })
    expect(await stored.consume([both], client)).toBe(1)
    expect(stored.bodies.stored.size).toBe(2)
    await stored.consume([both])
    expect(await textOf()).not.toContain('hello')
    expect(await stateOf()).toMatchObject({ lastMessageText: 'new' })
  })

  test('is not looked for where a delivery has none, or nothing of it was erased', async () => {
    await eraseDana()
    const refuse = () => Promise.reject(new Error('the bucket is not called'))
    const table = { ...database(), bodies: { ...stored.bodies, put: refuse, erase: refuse } }
    const consume = entityConsumer({
      ...{ entity: 'Object', table, quarantine: stored.database('Quarantine'), log: () => {} },
    })
    const messages = [message(11, '1', 'hello', dana), await large(40, hi)]
    const Records = messages.map((each, n) => sqsRecord(encodeMessage(each), `m${n}`))
    expect(await consume({ Records })).toEqual({ batchItemFailures: [] })
    expect(await stateOf()).toMatchObject({ lastMessageText: 'hi' })
  })
})

test('texts are blanked until a time, and do not come back in another wrapper', async () => {
  await stored.consume([message(11, '1', 'hello', dana), message(40, '2', 'hi', dana)])
  await markErased(database(), 'Object', '501', { texts: at })
  await eraseThing(database(), 'Object', '501', { scope: { kind: 'texts' }, at })
  const again = message(11, '1', 'hello', dana)
  await stored.consume([{ ...again, payload: { ...again.payload, StatusID: '2' } }])
  expect(await textOf()).not.toContain('hello')
  expect(await stateOf()).toMatchObject({ customerName: 'Dana', lastMessageText: 'hi', textsErasedAt: at })
})

test.each(Array.from({ length: 12 }, (_, n) => n + 1))(
  'is complete when it is called again after it was interrupted at call %i',
  async (last) => {
    await stored.consume([message(11, '1', 'hello', dana), message(12, '2', 'hi', noa), assigned(13)])
    let calls = 0
    const client = stored.clientWith(() => {
      calls += 1
      if (calls === last) throw new Error('interrupted')
    })
    const interrupted = { ...stored.database('Object', client), bodies: stored.bodies }
    const scope = { kind: 'person', isOf: isDana } as const
    const erasing = async (on: typeof interrupted) => {
      await markErased(on, 'Object', userKey(dana.Id), { all: at })
      await eraseThing(on, 'Object', '501', { scope, at })
    }
    await erasing(interrupted).catch(() => {})
    await eraseDana()
    expect(await textOf()).not.toMatch(/Dana|hello|1112233/)
    expect(await stateOf()).toMatchObject({ customerId: noa.Id, lastMessageText: 'hi', statusId: '1' })
    expect(await rebuildState(database(), 'Object', '501')).toBe('unchanged')
  },
)

test('a row of quarantine that was erased in either table is erased in both', async () => {
  const quarantine = stored.database('Quarantine')
  const key = { day: '2024-06-09', record: '2024-06-09T07:30:11.000Z#delivery' }
  const row = { ...key, reason: 'not-json', body: 'hello' }
  const stub = { ...key, reason: 'erased', withdrawnAt: at }
  expect(await restoreQuarantine(quarantine, [row])).toMatchObject({ count: 1 })
  await restoreQuarantine(quarantine, [stub])
  expect(await restoreQuarantine(quarantine, [row])).toMatchObject({ count: 0 })
  const items = await stored.items('Quarantine')
  expect(items.filter(({ day }) => day === key.day)).toEqual([stub])
})
