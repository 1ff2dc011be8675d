import { beforeEach, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import { getItems, putItems } from '../../../shared/dynamodb/batch.ts'
import type { Delivery } from '../../../shared/events/delivery.ts'
import type { Event } from '../../../shared/events/event.ts'
import type { Database } from '../../../shared/store/database.ts'
import { markErased } from '../../../shared/store/mark-erased.ts'
import { rebuildState } from '../../../shared/store/rebuild-state.ts'
import { restoreItems, restoreQuarantine } from '../../../shared/store/restore.ts'
import { store } from '../../../shared/store/store.ts'
import { first } from '../events-of.ts'
import { recordedTable } from './recorded-table.ts'
import { writesEvents } from './scripted-client.ts'

let { table, bodies, called, items, scripted } = recordedTable()
beforeEach(() => {
  ;({ table, bodies, called, items, scripted } = recordedTable())
})

const time = (second: number) => `2024-06-16T12:00:${second}.000Z`
const at = (second: number): Partial<Delivery> => ({ receivedAt: time(second), deliveryId: `d-${second}` })
/** What DynamoDB is to delete 30 days after it was received. */
const expiresAt = (second: number) => Date.parse(time(second)) / 1000 + 30 * 24 * 60 * 60

const Tags = { Tag: { Id: '77', Action: 'Add', Name: 'VIP' } }
/** A tag that was added, at the time of the first receipt of its request. */
const tagged = (second: number, more: Partial<Delivery> = { requestId: 'r-1' }) =>
  first('Object', 'OnUpdateTag', { Id: '1', Tags }, { ...at(second), ...more })
/** An assignment that names user 5. */
const assigned = (second: number) =>
  first(
    'Object',
    'OnAssign',
    { Id: '1', User: { Id: '5', FirstName: 'Dana' } },
    { ...at(second), requestId: 'r-2' },
  )
/** A change of a status, at a time of CommBox. */
const change = (id: string, second: number, occurred = 5) => {
  const CreateDate = `16-06-2024 12:00:${String(occurred).padStart(2, '0')}`
  const Activity = { Id: id, Type: '2', Data: { statusId: 2 }, CreateDate }
  return first('Object', 'OnNewActivity', { Id: '1', Activities: { Activity } }, at(second))
}

/** The items of another table that took these events. */
async function historyOf(events: readonly Event[], more: Partial<Database> = {}): Promise<JsonObject[]> {
  const other = recordedTable()
  for (const event of events) await store({ ...other.table, ...more }, 'Object', [event])
  return other.items()
}
const kindOf = ({ record }: JsonObject) => String(record).replace(/#.*/, '')
const eventsIn = (all: readonly JsonObject[]) => all.filter((item) => kindOf(item) === 'event')
const eventsHere = async () => eventsIn(await items())
const restore = (all: readonly JsonObject[], into = table) => restoreItems(into, 'Object', '1', all)
const put = (all: readonly JsonObject[]) => putItems(table, all)

const nothing = { count: 0, isChanged: false, unreadable: [] }
const oneWritten = { count: 1, isChanged: true, unreadable: [] }

describe('a thing that was lost', () => {
  const events = () => [change('7', 10), tagged(10), tagged(11, {})]

  test('comes back with its events, receipts and index items, each as it was; its state is to be rebuilt', async () => {
    const history = await historyOf(events(), { retentionDays: 30 })
    const old = history.map((item) =>
      kindOf(item) === 'event' ? { ...item, noted: 'by an old version' } : item,
    )
    expect(await restore(old)).toEqual({ count: 3, isChanged: true, unreadable: [] })
    expect(await items()).toEqual(
      old
        .filter((item) => kindOf(item) !== 'state')
        .map((item) => (kindOf(item) === 'event' ? { ...item, via: 'restore' } : item)),
    )
  })

  test('needs nothing once it is there: reads only', async () => {
    const history = await historyOf(events())
    await put(history)
    called()
    expect(await restore(history)).toEqual(nothing)
    expect(called().every((call) => call.startsWith('BatchGetItem'))).toBe(true)
    expect(await items()).toEqual(history)
  })

  test('is as it was after its state is rebuilt', async () => {
    const history = await historyOf(events())
    await restore(history)
    await rebuildState(
      table,
      'Object',
      '1',
      history.find((item) => kindOf(item) === 'state'),
    )
    expect((await items()).map(({ via: _via, ...item }) => item)).toEqual(history)
    expect(await restore(history)).toEqual(nothing)
  })
})

test.each<[string, JsonObject | undefined, boolean]>([
  ['says the same', { revision: 'a' }, false],
  ['says something else', { revision: 'b' }, true],
  ['is missing', undefined, true],
])('a state that %s here is not replaced, and whether it must be rebuilt: %s', async (_, here, isChanged) => {
  const state = { objectId: '1', record: 'state' }
  await put(here ? [{ ...state, ...here }] : [])
  const before = await items()
  expect(await restore([{ ...state, revision: 'a' }])).toEqual({ ...nothing, isChanged })
  expect(await items()).toEqual(before)
})

describe('an index item', () => {
  const tag = { objectId: '1', record: 'tag#77', version: 'v1' }

  test('that is missing is written, and the state must be rebuilt', async () => {
    expect(await restore([tag])).toEqual({ ...nothing, isChanged: true })
    expect(await items()).toEqual([tag])
  })

  test('that is there is not replaced, also if it was written meanwhile', async () => {
    const newer = { ...tag, version: 'v2' }
    const busy = scripted((command) =>
      command === 'PutItemCommand' ? put([newer]).then(() => undefined) : undefined,
    )
    expect(await restore([tag], busy)).toEqual(nothing)
    expect(await restore([tag])).toEqual(nothing)
    expect(await items()).toEqual([newer])
  })
})

test('a receipt comes with its event only', async () => {
  const receipts = (await historyOf([tagged(10)])).filter((item) => kindOf(item) === 'receipt')
  expect(receipts).toHaveLength(1)
  expect(await restore(receipts)).toEqual(nothing)
  expect(await items()).toEqual([])
})

describe('a stub, and what is left of an erased event,', () => {
  const key = { objectId: '1', record: `event#${time(10)}#7` }
  const live = { ...key, trigger: 'OnGone', occurredAt: time(10), dated: true }
  const withdrawn = { ...key, withdrawnAt: time(20) }
  const withdrawnLater = { ...key, withdrawnAt: time(30) }
  const erased = { ...key, trigger: 'OnGone', erasedAt: time(20) }
  const erasedLater = { ...key, trigger: 'OnGone', erasedAt: time(30) }

  test.each<[string, JsonObject | undefined, JsonObject, boolean]>([
    ['a withdrawn one is written where there is none', undefined, withdrawn, true],
    ['a withdrawn one replaces the event', live, withdrawn, true],
    ['a withdrawn one replaces what is left of an erased one', erased, withdrawn, true],
    ['a withdrawn one stays as it is', withdrawn, withdrawnLater, false],
    ['a withdrawn one is not replaced by what is left of an erased one', withdrawn, erased, false],
    ['an erased one is written where there is none', undefined, erased, true],
    ['an erased one replaces the event', live, erased, true],
    ['an erased one stays as it is', erased, erasedLater, false],
    ['a withdrawn one is not replaced by the event', withdrawn, live, false],
    ['an erased one is not replaced by the event', erased, live, false],
  ])('%s', async (_, here, there, isReplaced) => {
    await put(here ? [here] : [])
    expect(await restore([there])).toEqual(isReplaced ? oneWritten : nothing)
    expect(await items()).toEqual([isReplaced ? there : here])
  })
})

describe('of what was erased', () => {
  const erasedAt = time(20)

  test('in the other table, this one knows it afterwards', async () => {
    const state = { objectId: '1', record: 'state', erasedAt, withdrawnAt: erasedAt, registers: {} }
    expect(await restore([state])).toMatchObject({ count: 0 })
    expect(await items()).toMatchObject([{ record: 'state', erasedAt }])
  })

  test('here, an event that was received before does not come back, and one that was received later does', async () => {
    await markErased(table, 'Object', '1', { all: erasedAt })
    const before = await items()
    expect(await restore(eventsIn(await historyOf([tagged(19), assigned(20)])))).toEqual(nothing)
    expect(await items()).toEqual(before)
    expect(await restore(eventsIn(await historyOf([tagged(21)])))).toEqual(oneWritten)
    expect(await eventsHere()).toMatchObject([{ deliveryId: 'd-21' }])
  })

  test('here, an event that CommBox dated after its receipt leaves a stub', async () => {
    await markErased(table, 'Object', '1', { all: erasedAt })
    expect(await restore(eventsIn(await historyOf([change('7', 19, 25)])))).toEqual(nothing)
    expect(await eventsHere()).toEqual([
      expect.objectContaining({ occurredAt: time(25), withdrawnAt: time(19), reason: 'erased' }),
    ])
    expect(await eventsHere()).not.toMatchObject([{ payload: expect.anything() }])
  })

  test('of a user, only the events that name them do not come back', async () => {
    await markErased(table, 'Object', 'user#5', { all: erasedAt })
    expect(await restore(eventsIn(await historyOf([tagged(10), assigned(10)])))).toEqual(oneWritten)
    expect(await eventsHere()).toMatchObject([{ trigger: 'OnUpdateTag' }])
  })
})

describe('an event that cannot be read', () => {
  const unreadable = (occurred: number, received: number) => ({
    objectId: '1',
    record: `event#${time(occurred)}#7`,
    trigger: 'OnGone',
    occurredAt: time(occurred),
    receivedAt: time(received),
    dated: true,
  })

  test('is copied as it is, and named', async () => {
    const item = unreadable(10, 11)
    expect(await restore([item])).toEqual({ count: 1, isChanged: true, unreadable: [item.record] })
    expect(await items()).toEqual([{ ...item, via: 'restore' }])
    expect(await restore([item])).toEqual(nothing)
  })

  test.each<[number, number, 'all' | 'texts', boolean]>([
    [19, 19, 'all', false],
    [20, 21, 'all', false],
    [19, 21, 'all', false],
    [21, 20, 'all', false],
    [25, 19, 'all', false],
    [21, 21, 'all', true],
    [19, 19, 'texts', true],
  ])(
    'that occurred at %i and was received at %i, of a thing of which %3$s was erased at 20, is copied: %4$s',
    async (occurred, received, kind, isCopied) => {
      await markErased(table, 'Object', '1', { [kind]: time(20) })
      const item = unreadable(occurred, received)
      expect(await restore([item])).toEqual(isCopied ? { ...oneWritten, unreadable: [item.record] } : nothing)
      expect(await eventsHere()).toHaveLength(isCopied ? 1 : 0)
    },
  )

  test.each([
    { here: 10, there: 20, moved: 1, remembered: 'the later receipt is remembered' },
    { here: 20, there: 10, moved: 0, remembered: 'nothing is remembered' },
  ])(
    'is named and not copied if received at $there, and here at $here: $remembered',
    async ({ here, there, moved }) => {
      await store(table, 'Object', [tagged(here)])
      const before = await items()
      const lost = eventsIn(await historyOf([tagged(there)])).map(
        (item): JsonObject => ({ ...item, trigger: 'OnGone' }),
      )
      expect(await restore(lost)).toEqual({ ...nothing, unreadable: lost.map(({ record }) => record) })
      const isMoved = (item: JsonObject) => kindOf(item) === 'moved'
      expect((await items()).filter((item) => !isMoved(item))).toEqual(before)
      expect((await items()).filter(isMoved)).toHaveLength(moved)
    },
  )
})

describe('an event without a time of CommBox', () => {
  const { eventId } = tagged(10)
  const receipt = (second: number, more: JsonObject = {}) => ({
    objectId: '1',
    record: `receipt#${eventId}`,
    occurredAt: time(second),
    ...more,
  })
  const moved = (second: number, more: JsonObject = {}) => ({
    objectId: '1',
    record: `moved#${eventId}#${time(second)}`,
    ...more,
  })
  const remembered = async () => (await items()).filter((item) => ['receipt', 'moved'].includes(kindOf(item)))

  test('does not come back if it was withdrawn, whenever it was received', async () => {
    const stub = receipt(15, { withdrawnAt: time(30) })
    await put([stub])
    for (const second of [10, 15, 20])
      expect(await restore(eventsIn(await historyOf([tagged(second)])))).toEqual(nothing)
    expect(await items()).toEqual([stub])
  })

  test('of the receipt that is known here comes back as it was', async () => {
    const lost = eventsIn(await historyOf([tagged(10)])).map((item) => ({
      ...item,
      noted: 'by an old version',
    }))
    await put([receipt(10)])
    expect(await restore(lost)).toEqual(oneWritten)
    expect(await items()).toEqual([...lost.map((item) => ({ ...item, via: 'restore' })), receipt(10)])
  })

  test.each([
    ['with an expiry', 30, expiresAt(20)],
    ['without', undefined, undefined],
  ])('of a later receipt comes back at the earlier, %s as it had', async (_, retentionDays, expires) => {
    const lost = eventsIn(await historyOf([tagged(20)], { retentionDays }))
    await put([receipt(10)])
    expect(await restore(lost, { ...table, retentionDays: 7 })).toEqual(oneWritten)
    const [event, ...others] = await eventsHere()
    expect(others).toEqual([])
    expect(event).toMatchObject({ eventId, occurredAt: time(10), deliveryId: 'd-20', via: 'restore' })
    expect(event?.expiresAt).toBe(expires)
    // The state of the other table may hold the later receipt, which a rebuild takes for this event.
    expect(await remembered()).toEqual([
      moved(20, expires === undefined ? {} : { expiresAt: expires }),
      receipt(10),
    ])
  })

  test('of an earlier receipt comes back, and takes the place of the later', async () => {
    await store(table, 'Object', [tagged(20)])
    expect(await restore(eventsIn(await historyOf([tagged(10)])))).toEqual(oneWritten)
    expect(await eventsHere()).toMatchObject([{ occurredAt: time(10), via: 'restore' }])
    expect(await remembered()).toEqual([moved(20), receipt(10, { moved: true })])
  })

  test('that is here under an earlier receipt counts as there', async () => {
    await store(table, 'Object', [tagged(10)])
    const before = await items()
    expect(await restore(eventsIn(await historyOf([tagged(20)])))).toEqual(nothing)
    expect(await items()).toEqual(
      [...before, moved(20)].toSorted((a, b) => (String(a.record) < String(b.record) ? -1 : 1)),
    )
  })

  test('that cannot be stored fails with what DynamoDB said', async () => {
    const lost = eventsIn(await historyOf([tagged(20)]))
    await put([receipt(10)])
    const failing = scripted((command, input) =>
      writesEvents(command, input) ? new Error('throttled') : undefined,
    )
    await expect(restore(lost, failing)).rejects.toThrow('throttled')
    expect(await restore(lost)).toEqual(oneWritten)
  })
})

describe('of quarantined deliveries of a day', () => {
  const key = (id: string) => ({ day: '2024-06-09', record: `2024-06-09T07:30:00.000Z#${id}` })
  const row = (id: string, more: JsonObject = {}): JsonObject => ({ ...key(id), deliveryId: id, ...more })
  const quarantine = (): Database => ({ ...table, tableName: 'Quarantine', partitionKey: 'day' })
  const stored = async (id: string) => [
    ...(await getItems(quarantine(), [{ key: key(id).day, record: key(id).record }])).values(),
  ]

  test('those that are missing come back; one whose body is gone is named', async () => {
    await bodies.put('Quarantine/here.json', '{}')
    const rows = [
      row('a', { body: '{}' }),
      row('b', { bodyKey: 'Quarantine/here.json' }),
      row('c', { bodyKey: 'Quarantine/gone.json' }),
    ]
    expect(await restoreQuarantine(quarantine(), rows)).toEqual({
      count: 3,
      isChanged: false,
      unreadable: [key('c').record],
    })
    for (const [n, id] of ['a', 'b', 'c'].entries()) expect(await stored(id)).toEqual([rows[n]])
    expect(await restoreQuarantine(quarantine(), rows)).toEqual(nothing)
  })

  test('one that is there is not replaced, and the stub of an erased one replaces it', async () => {
    const here = row('a', { replayedAt: time(10) })
    const stub = { ...key('a'), withdrawnAt: time(20) }
    await putItems(quarantine(), [here])
    expect(await restoreQuarantine(quarantine(), [row('a', { body: '{}' })])).toEqual(nothing)
    expect(await stored('a')).toEqual([here])
    expect(await restoreQuarantine(quarantine(), [stub])).toMatchObject({ count: 1, unreadable: [] })
    expect(await stored('a')).toEqual([stub])
  })
})
