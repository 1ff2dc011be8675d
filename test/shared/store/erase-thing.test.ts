import { beforeEach, describe, expect, test } from 'vitest'
import type { Json, JsonObject } from '../../../shared/commbox/json.ts'
import { putItems } from '../../../shared/dynamodb/batch.ts'
import { eraseThing, type Scope } from '../../../shared/store/erase.ts'
import { recordedTable } from './recorded-table.ts'

let { table, bodies, called, items } = recordedTable()
beforeEach(() => {
  ;({ table, bodies, called, items } = recordedTable())
})

const before = '2024-06-16T11:00:00.000Z'
const at = '2024-06-16T12:00:00.000Z'
const after = '2024-06-16T12:00:00.001Z'
const Dana = { Id: '5', FirstName: 'Dana' }
const Noa = { Id: '6', FirstName: 'Noa' }
const all: Scope = { kind: 'all' }
const texts: Scope = { kind: 'texts' }
const person: Scope = { kind: 'person', isOf: (value: Json) => JSON.stringify(value).includes('Dana') }
const body = 'Object/2024-06-16/d.json'
const asReceived = 'Received/2024-06-16/d.json'

/** The item of an event without CommBox's time, unless it says otherwise. */
const event = (occurredAt: string, more: JsonObject = {}, id = 'a.f'): JsonObject => ({
  objectId: '1',
  record: `event#${occurredAt}#${id}`,
  format: 1,
  trigger: 'OnAssign',
  eventId: id,
  occurredAt,
  receivedAt: occurredAt,
  deliveryId: 'd',
  payload: { Id: '1', User: Dana },
  ...more,
})
const dated = { dated: true }
const large = (payloadKey = body): JsonObject => {
  const { payload: _payload, ...rest } = event(before, { ...dated, payloadKey })
  return rest
}
const stub = (occurredAt: string, record: string, more: JsonObject = {}): JsonObject => ({
  objectId: '1',
  record,
  format: 1,
  eventId: 'a.f',
  occurredAt,
  withdrawnAt: at,
  reason: 'erased',
  ...more,
})
const receipt = (occurredAt: string, id: string, more: JsonObject = {}): JsonObject => ({
  objectId: '1',
  record: `receipt#${id}`,
  occurredAt,
  ...more,
})
const eventStub = (occurredAt: string, more?: JsonObject) => stub(occurredAt, `event#${occurredAt}#a.f`, more)
const receiptStub = (occurredAt: string) => stub(occurredAt, 'receipt#a.f')

async function erase(scope: Scope, given: JsonObject[]) {
  await putItems(table, given)
  called()
  return eraseThing(table, 'Object', '1', { scope, at })
}
/** What the thing has, but for its state and what is made of that. */
const left = async () => (await items()).filter(({ record }) => /^(event|receipt)#/.test(String(record)))
const writes = () => called().filter((call) => call.startsWith('BatchWriteItem'))

describe('of everything up to a time', () => {
  test.each<[string, JsonObject, JsonObject[]]>([
    ['that occurred before goes, and its receipt says so', event(before), [receiptStub(before)]],
    ['that occurred at that time goes', event(at), [receiptStub(at)]],
    ['that occurred before and came later goes', event(before, { receivedAt: after }), [receiptStub(before)]],
    ['with its own time has no receipt', event(at, dated), []],
    ['that is its delivery has no receipt', event(at, { fingerprint: 'f' }), []],
    [
      'that is dated later and came before leaves a stub',
      event(after, { ...dated, receivedAt: before }),
      [eventStub(after, dated)],
    ],
    [
      'that is dated later and came at that time leaves a stub, and its receipt',
      event(after, { receivedAt: at }),
      [eventStub(after), receiptStub(after)],
    ],
  ])('an event %s', async (_, given, expected) => {
    expect(await erase(all, [given])).toEqual({ events: 1, bodies: 0 })
    expect(await left()).toEqual(expected)
    expect(writes()).toHaveLength(1)
    expect(await items('undefined')).toEqual([])
  })

  test('what came later stays, and what was withdrawn; nothing is written', async () => {
    const given = [
      event(before, { withdrawnAt: before, reason: 'withdrawn', payloadKey: 'other.json' }, 'b.f'),
      event(after),
    ]
    expect(await erase(all, given)).toEqual({ events: 0, bodies: 0 })
    expect(await left()).toEqual(given)
    expect(writes()).toEqual([])
  })

  test('a receipt of an event that expired says so, but not one that came later or was withdrawn', async () => {
    const withdrawn = { withdrawnAt: before, reason: 'withdrawn' }
    const given = [
      receipt(before, 'b.f'),
      receipt(at, 'c.f'),
      receipt(after, 'd.f'),
      receipt(before, 'e.f', withdrawn),
    ]
    expect(await erase(all, given)).toEqual({ events: 0, bodies: 0 })
    expect(writes()).toEqual(['BatchWriteItem receipt receipt'])
    const erased = { format: 1, withdrawnAt: at, reason: 'erased' }
    expect(await left()).toEqual([
      receipt(before, 'b.f', erased),
      receipt(at, 'c.f', erased),
      ...given.slice(2),
    ])
  })

  test('an event that is stored under two receipts goes from both, and has one receipt', async () => {
    expect(await erase(all, [event(before), event(at)])).toEqual({ events: 2, bodies: 0 })
    expect(await left()).toEqual([receiptStub(at)])
  })

  test.each([
    [50, 2],
    [51, 3],
  ])('%i events go in %i requests', async (count, requests) => {
    const given = Array.from({ length: count }, (_, n) => event(before, dated, `${n + 100}.f`))
    expect(await erase(all, given)).toEqual({ events: count, bodies: 0 })
    expect(writes()).toHaveLength(requests)
    expect(await left()).toEqual([])
  })

  test('a second call finds nothing left to erase', async () => {
    const given = [event(before), event(after, { receivedAt: before }, 'b.f')]
    expect(await erase(all, given)).toEqual({ events: 2, bodies: 0 })
    const once = await items()
    expect(await erase(all, [])).toEqual({ events: 0, bodies: 0 })
    expect(await items()).toEqual(once)
  })
})

describe('of a person', () => {
  const reduced = { erasedAt: at, payload: { Id: '1' } }

  test.each<[string, JsonObject, JsonObject[]]>([
    ['that names them is reduced', event(before, dated), [{ ...event(before, dated), ...reduced }]],
    [
      'without its own time is reduced, and its receipt is a stub',
      event(before),
      [{ ...event(before), ...reduced }, receiptStub(before)],
    ],
    [
      'that is dated later and came before is reduced',
      event(after, { ...dated, receivedAt: before }),
      [{ ...event(after, { ...dated, receivedAt: before }), ...reduced }],
    ],
    [
      'that would still name them leaves a stub only',
      event(before, { ...dated, brand: 'Dana' }),
      [eventStub(before, dated)],
    ],
    [
      'of a trigger that is no longer known leaves a stub only',
      event(before, { ...dated, trigger: 'OnOther' }),
      [eventStub(before, dated)],
    ],
    ['whose large body is gone leaves a stub only', large(), [eventStub(before, dated)]],
  ])('an event %s', async (_, given, expected) => {
    expect(await erase(person, [given])).toEqual({ events: 1, bodies: given.payloadKey ? 1 : 0 })
    expect(await left()).toEqual(expected)
    expect(writes()).toHaveLength(1)
    expect(await items('undefined')).toEqual([])
  })

  test.each<[string, JsonObject]>([
    ['of others', event(before, { ...dated, payload: { Id: '1', User: Noa } })],
    [
      'of others, of a trigger that is no longer known,',
      event(before, { ...dated, trigger: 'OnOther', payload: { Id: '1', User: Noa } }),
    ],
    ['that came later', event(after, dated)],
  ])('an event %s stays', async (_, given) => {
    expect(await erase(person, [given])).toEqual({ events: 0, bodies: 0 })
    expect(await left()).toMatchObject([given])
    expect(writes()).toEqual([])
  })

  test.each([
    ['names them leaves a stub', Dana, 1],
    ['does not name them stays', Noa, 0],
  ])('an event of a trigger that is no longer known whose body %s', async (_, User, count) => {
    await bodies.put(body, JSON.stringify({ Id: '1', User }))
    const given = { ...large(), trigger: 'OnOther' }
    expect(await erase(person, [given])).toEqual({ events: count, bodies: count })
    expect(await left()).toEqual(count === 1 ? [eventStub(before, dated)] : [given])
    expect(bodies.everything()).toHaveLength(1 - count)
  })

  test('the receipts of others stay', async () => {
    expect(await erase(person, [receipt(before, 'b.f')])).toEqual({ events: 0, bodies: 0 })
    expect(await left()).toEqual([receipt(before, 'b.f')])
  })

  test('what was erased before an interruption is written', async () => {
    const given = Array.from({ length: 50 }, (_, n) => event(before, dated, `${n + 100}.f`))
    const last = { ...large(), record: `event#${before}#z.f` }
    bodies.get = () => Promise.reject(new Error('no bucket'))
    await expect(erase(person, [...given, last])).rejects.toThrow('no bucket')
    expect((await left()).filter(({ erasedAt }) => erasedAt === at)).toHaveLength(50)
  })
})

describe('of texts', () => {
  const written = { ...dated, payload: { Id: '1', Description: 'Hello', User: Dana } }

  test.each([[before], [at]])('an event that occurred at %s keeps who took part', async (occurredAt) => {
    expect(await erase(texts, [event(occurredAt, written)])).toEqual({ events: 1, bodies: 0 })
    expect(await left()).toMatchObject([{ erasedAt: at, payload: { Id: '1', User: Dana } }])
    expect(JSON.stringify(await left())).not.toContain('Hello')
  })

  test.each<[string, JsonObject]>([
    ['occurred later', event(after, { ...written, receivedAt: before })],
    ['was reduced before', event(before, { ...dated, erasedAt: before })],
  ])('an event that %s stays', async (_, given) => {
    expect(await erase(texts, [given])).toEqual({ events: 0, bodies: 0 })
    expect(await left()).toMatchObject([given])
    expect(writes()).toEqual([])
  })
})

describe('a large body', () => {
  const child = (Id: string, User: JsonObject) => ({ Id, Message: `text ${Id}`, User })
  const Child = [child('1', Dana), child('2', Noa)]
  const element = (occurredAt: string, place: number): JsonObject => {
    const { payload: _payload, ...rest } = event(occurredAt, {
      ...dated,
      ...{ receivedAt: after, trigger: 'OnNewChild', payloadKey: body },
      ...(place === 0 ? {} : { place }),
    })
    return rest
  }
  beforeEach(async () => {
    await bodies.put(asReceived, '{}')
    await bodies.put(body, JSON.stringify({ Id: '1', Children: { Child } }))
  })

  test('goes with its last event, also as it was received', async () => {
    expect(await erase(all, [element(before, 0), element(at, 1)])).toEqual({ events: 2, bodies: 1 })
    expect(bodies.everything()).toEqual([])
  })

  test.each<[string, Scope, JsonObject]>([
    ['everything, keeps nobody', all, { Id: '1', Message: '' }],
    ['texts, keeps who took part', texts, { Id: '1', Message: '', User: Dana }],
    ['a person, does not keep them', person, { Id: '1', Message: '' }],
  ])('that a later event shares, after an erasure of %s', async (_, scope, skeleton) => {
    const given = [element(before, 0), element(after, 1)].map((item) => ({ ...item, receivedAt: after }))
    expect(await erase(scope, given)).toEqual({ events: 1, bodies: 1 })
    expect(bodies.everything().map((text): unknown => JSON.parse(text))).toEqual([
      { Id: '1', Children: { Child: [skeleton, Child[1]] } },
    ])
  })
})
