import { beforeEach, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import { putItems } from '../../../shared/dynamodb/batch.ts'
import { getItem } from '../../../shared/dynamodb/database.ts'
import { definitions } from '../../../shared/entities/registry.ts'
import type { Event } from '../../../shared/events/event.ts'
import { eventItem, eventRecord } from '../../../shared/events/event-item.ts'
import { emptyState, fold, type State } from '../../../shared/events/register.ts'
import { stateItem } from '../../../shared/events/state.ts'
import { type Manner, versionOf } from '../../../shared/events/version.ts'
import { moveToFirstReceipt } from '../../../shared/store/correct-state.ts'
import { newestIndexItems, replaceIndexItems } from '../../../shared/store/index-items.ts'
import { ConflictError, stateKey } from '../../../shared/store/states.ts'
import { store } from '../../../shared/store/store.ts'
import { recordedTable, writesState } from './recorded-table.ts'
import { assigned, receiptsOf, tag, time, unassigned } from './undated-events.ts'

let { table, called, items, scripted, interrupted, outpaced } = recordedTable()
beforeEach(() => {
  ;({ table, called, items, scripted, interrupted, outpaced } = recordedTable())
})

const { layout } = definitions.Object
/** What consumers leave that stored events at these receipts, and knew of no earlier ones. */
async function leave(events: readonly Event[], state = events.reduce<State>(fold, emptyState('1'))) {
  await putItems(table, [...events.map((each) => eventItem(each, 'objectId')), stateItem(state, layout)])
  await replaceIndexItems(table, newestIndexItems(table, events), new Set())
}

const remember = (...of: Parameters<typeof receiptsOf>) => putItems(table, receiptsOf(...of))

const isLasting = ({ record }: JsonObject) => !/^(moved|receipt)#/.test(String(record))
const withoutOrigin = ({ via: _via, receivedAt: _at, deliveryId: _id, ...item }: JsonObject) => item
const lasting = async () => (await items()).filter(isLasting).map(withoutOrigin)
const stateOf = () => getItem(table, stateKey('1'))

/** What a table holds that had these events at once. */
async function tableOf(...events: Event[]): Promise<JsonObject[]> {
  const other = recordedTable()
  await store(other.table, 'Object', events)
  return (await other.items()).filter(isLasting).map(withoutOrigin)
}

const move = (events: readonly Event[], of = table) => moveToFirstReceipt(of, 'Object', '1', events)
const hasMoved = { moved: true }

/** The table, and the ranges of events that are read of it from now on. */
function watched() {
  const ranges: string[][] = []
  const watching = scripted((command, input) => {
    const keys = [...JSON.stringify(input).matchAll(/"S":"(event#[^"]*)"/g)].map(([, key]) => String(key))
    if (command === 'QueryCommand' && keys.length > 0) ranges.push(keys)
    return undefined
  })
  return { watching, ranges }
}

describe('an event that was first received earlier than it was stored', () => {
  test.each([
    { name: 'counts before what came between', left: [assigned(30), unassigned(20)], at: 10, others: [30] },
    { name: 'counts after what came before', left: [unassigned(5), assigned(30)], at: 10, others: [30] },
    {
      name: 'leaves each of its later receipts',
      left: [assigned(30), assigned(40), unassigned(35)],
      at: 10,
      others: [30, 40],
    },
    {
      name: 'counts before what came long before its later receipt',
      left: [assigned(3000), unassigned(1500)],
      at: 10,
      others: [3000],
    },
    { name: 'takes its tag along', left: [tag(30, 'a'), tag(20, 'b', '77', 'Remove')], at: 10, others: [30] },
  ])('$name', async ({ left, at, others }) => {
    const [late] = left.filter(({ delivery }) => delivery.requestId === 'a')
    if (late === undefined) throw new Error('no event')
    await leave(left)
    await remember(late, at, others, hasMoved)
    expect(await move([late])).toEqual([])
    const rest = left.filter(({ eventId }) => eventId !== late.eventId)
    expect(await lasting()).toEqual(await tableOf({ ...late, occurredAt: time(at) }, ...rest))
    expect(await getItem(table, { key: '1', record: `receipt#${late.eventId}` })).toEqual({
      objectId: '1',
      record: `receipt#${late.eventId}`,
      occurredAt: time(at),
      ...hasMoved,
    })
  })

  test('says that it moved, unless it was stored under no other receipt', async () => {
    const [one, other, third] = [tag(30, 'a'), tag(40, 'b', '78'), tag(50, 'c', '79')]
    await leave([one, { ...third, occurredAt: time(10) }])
    for (const [each, second] of [
      [one, 30],
      [other, 40],
      [third, 50],
    ] as const)
      await remember(each, 10, [second])
    await move([one, other, third])
    const events = (await items()).filter(({ trigger }) => trigger)
    const vias = new Map(events.map(({ eventId, occurredAt, via }) => [eventId, [occurredAt, via]]))
    expect(vias).toEqual(
      new Map([
        [one.eventId, [time(10), 'move']],
        [other.eventId, [time(10), undefined]],
        [third.eventId, [time(10), undefined]],
      ]),
    )
  })

  test('costs no write where all is right, and none to confirm what nobody doubts', async () => {
    await leave([assigned(10)])
    await remember(assigned(30), 10, [30])
    called()
    await move([assigned(30), assigned(30)])
    expect(called().filter((call) => /Put|Write/.test(call))).toEqual([])
    // Received once, it is looked for, and no more.
    await move([assigned(60, 'never-moved')])
    expect(called()).toEqual(['Query', 'BatchGetItem receipt'])
  })

  test.each([
    ['it is written', 'BatchWriteItemCommand'],
    ['the state is written', 'PutItemCommand'],
  ])('goes on to a still earlier receipt that was claimed before %s', async (_, writing) => {
    const late = assigned(40)
    await leave([late])
    await remember(late, 20, [40], hasMoved)
    const raced = interrupted(
      (command) => command === writing,
      () => store(table, 'Object', [assigned(10)]),
    )
    expect(await move([late], raced)).toEqual([])
    expect(await lasting()).toEqual(await tableOf(assigned(10)))
  })

  test('is distinguished from those that were withdrawn, which are given back', async () => {
    const gone = assigned(30, 'gone')
    await remember(gone, 10, [30], { withdrawnAt: time(50) })
    const others = [
      { ...gone, occurredAt: time(31) },
      { ...gone, versionId: 'other' },
    ]
    expect(await move([...others, gone])).toEqual([gone])
  })

  test('gives a tag back to the one between, also if the state never had the later', async () => {
    const [late, removed] = [tag(3000, 'a'), tag(1500, 'b', '77', 'Remove')]
    await leave([late, removed], fold(emptyState('1'), removed))
    await remember(late, 10, [3000])
    await move([late])
    expect(await lasting()).toEqual(await tableOf({ ...late, occurredAt: time(10) }, removed))
  })

  test('makes a state where there is none', async () => {
    await remember(assigned(30), 10, [30])
    await move([assigned(30)])
    expect(await lasting()).toEqual(await tableOf({ ...assigned(30), occurredAt: time(10) }))
  })

  test('is folded only with those between its receipts, but for what can no longer be read', async () => {
    const [before, between, beyond] = [unassigned(-3000, 'v'), tag(60, 'b'), tag(3000, 'c', '78')]
    await leave([before, assigned(120), between, beyond])
    const stub = { objectId: '1', record: eventRecord(tag(50, 'd')), withdrawnAt: time(55) }
    await putItems(table, [stub])
    await remember(assigned(120), 10, [120])
    const { watching, ranges } = watched()
    await move([assigned(120)], watching)
    expect(ranges).not.toEqual([])
    for (const range of ranges) expect(range).toEqual([`event#${time(-60)}`, `event#${time(190)}$`])
    const right = await tableOf({ ...assigned(120), occurredAt: time(10) }, before, between, beyond)
    const isOther = ({ record }: JsonObject) => record !== stub.record
    expect((await lasting()).filter(isOther)).toEqual(right)
  })
})

describe('what another event set at a receipt that was not its first', () => {
  const other = tag(1000, 'other')
  const manners: Manner[] = ['purpose', 'passing', 'redaction', 'default', 'time']
  const stale = manners.flatMap((manner) => [
    { manner, isDated: true },
    { manner, isDated: false },
  ])

  test.each(stale)('is found by its version ($manner, dated: $isDated)', async ({ manner, isDated }) => {
    const { versionId } = other
    const version = versionOf({ occurredAt: time(1000), isDated, versionId }, manner)
    const state = fold(emptyState('1'), assigned(30))
    const { values, versions } = state
    await leave([assigned(30)], {
      ...state,
      values: { ...values, summary: 'stale' },
      versions: { ...versions, summary: version },
    })
    await remember(assigned(30), 10, [30])
    await remember(other, 0, [700, 1000])
    const { watching, ranges } = watched()
    await move([assigned(30)], watching)
    expect(ranges[0]).toEqual([`event#${time(-70)}`, `event#${time(1070)}$`])
    // Its event is not stored any more: nothing says it.
    expect(await stateOf()).not.toHaveProperty('summary')
    expect(await stateOf()).toMatchObject({ assigned: true })
  })

  test('is folded at its first', async () => {
    await leave([assigned(30), unassigned(1000, 'other'), assigned(900, 'between')])
    await remember(assigned(30), 10, [30])
    await remember(unassigned(1000, 'other'), 800, [1000])
    await move([assigned(30)])
    expect(await stateOf()).toMatchObject({ assigned: true })
  })

  test('is not looked for if the state has nothing of it', async () => {
    await leave([assigned(30)])
    await remember(assigned(30), 10, [30])
    await remember(other, 500, [1000])
    const { watching, ranges } = watched()
    await move([assigned(30)], watching)
    expect(ranges[0]).toEqual([`event#${time(-60)}`, `event#${time(100)}$`])
  })
})

describe('while a correction is made', () => {
  test('a still earlier receipt of one of the events counts, with its tag', async () => {
    const [one, other] = [tag(10, 'a'), tag(10, 'b', '78')]
    const earlier = { ...other, occurredAt: time(5) }
    await putItems(
      table,
      [one, other, earlier].map((each) => eventItem(each, 'objectId')),
    )
    await putItems(table, [stateItem([one, earlier].reduce<State>(fold, emptyState('1')), layout)])
    for (const each of [one, other]) await remember(each, 10, [30])
    const raced = interrupted(
      (command, text) => command === 'PutItemCommand' && text.includes('"tag#78'),
      async () => {
        await remember(other, 5, [30, 10])
        await move([earlier])
      },
    )
    await move([one, other], raced)
    const withoutEvents = (found: JsonObject[]) => found.filter(({ trigger }) => !trigger)
    expect(withoutEvents(await lasting())).toEqual(withoutEvents(await tableOf(one, earlier)))
  })

  test.each([{ become: { withdrawnAt: time(60) } }, { become: undefined }])(
    'the receipt may be withdrawn or expire: $become',
    async ({ become }) => {
      await leave([assigned(30)])
      await remember(assigned(30), 10, [30])
      const record = `receipt#${assigned(30).eventId}`
      const raced = interrupted(writesState, async () => {
        await putItems(
          table,
          [
            ...(become ? [{ objectId: '1', record, occurredAt: time(10), ...become }] : []),
            stateItem(fold(emptyState('1'), unassigned(40)), layout),
          ],
          become ? [] : [{ key: '1', record }],
        )
      })
      expect(await move([assigned(30)], raced)).toEqual([])
      expect(await stateOf()).toMatchObject({ startedAt: time(10), assigned: false })
    },
  )

  test('another consumer may write the state 19 times, and not 20', async () => {
    await leave([assigned(30)])
    const before = await stateOf()
    await remember(assigned(30), 10, [30])
    const outcome = (error: unknown) => error
    expect(await move([assigned(30)], outpaced(20)).catch(outcome)).toEqual(
      new ConflictError('the state changed under every attempt to correct it'),
    )
    expect(await stateOf()).toEqual(before)
    expect(await move([assigned(30)], outpaced(19)).catch(outcome)).toEqual([])
    expect(await stateOf()).toMatchObject({ startedAt: time(10) })
  })
})
