import { beforeEach, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import { putItems } from '../../../shared/dynamodb/batch.ts'
import type { Event } from '../../../shared/events/event.ts'
import { eventItem, eventRecord } from '../../../shared/events/event-item.ts'
import { store } from '../../../shared/store/store.ts'
import { finishWithdrawal, withdraw } from '../../../shared/store/withdraw.ts'
import { first } from '../events-of.ts'
import { recordedTable } from './recorded-table.ts'
import { assigned, tag, time, unassigned } from './undated-events.ts'

let { table, called, items, scripted } = recordedTable()
beforeEach(() => {
  ;({ table, called, items, scripted } = recordedTable())
})

const mark = { now: '2024-06-17T00:00:00.000Z', reason: 'withdrawn' } as const
const left = { objectId: '1', format: 1, withdrawnAt: mark.now, reason: mark.reason }
const idsOf = (...events: Event[]) => new Set(events.map(({ eventId }) => eventId))
const isWrite = (call: string) => /Put|Write|Delete/.test(call)

let waits = 0
beforeEach(() => {
  waits = 0
})
function withdrawOf(ids: Record<string, ReadonlySet<string>>, of = table, wait = async () => {}) {
  const counted = () => {
    waits += 1
    return wait()
  }
  return withdraw(of, 'Object', new Map(Object.entries(ids)), { ...mark, wait: counted })
}

const eventStub = ({ eventId, ...event }: Event, more: JsonObject = {}) => ({
  ...left,
  record: eventRecord({ eventId, ...event }),
  eventId,
  occurredAt: event.occurredAt,
  ...more,
})
const receiptStub = ({ eventId, occurredAt }: Event, more: JsonObject = {}) => ({
  ...left,
  record: `receipt#${eventId}`,
  occurredAt,
  ...more,
})

describe('a withdrawal leaves a stub', () => {
  const dated = { ...assigned(10), isDated: true }
  const delivered = first('Object', 'OnAssign', { Id: '1' }, { receivedAt: time(10), deliveryId: 'd-10' })

  test.each<{ name: string; event: Event; receipt?: JsonObject; stubs: JsonObject[] }>([
    {
      name: 'of an event and of its receipt',
      event: assigned(10),
      receipt: { occurredAt: time(5) },
      stubs: [eventStub(assigned(10)), receiptStub({ ...assigned(10), occurredAt: time(5) })],
    },
    {
      name: 'of a receipt that has expired, at the time of its event',
      event: assigned(10),
      stubs: [eventStub(assigned(10)), receiptStub(assigned(10))],
    },
    {
      name: 'that says where the time is of CommBox',
      event: dated,
      stubs: [eventStub(dated, { dated: true }), receiptStub(dated, { dated: true })],
    },
    {
      name: 'of no receipt, where every delivery is an event of its own',
      event: delivered,
      stubs: [eventStub(delivered, { fingerprint: '' })],
    },
  ])('$name', async ({ event, receipt, stubs }) => {
    const record = `receipt#${event.eventId}`
    await putItems(table, [
      eventItem(event, 'objectId'),
      ...(receipt ? [{ objectId: '1', record, ...receipt }] : []),
    ])
    const during: JsonObject[] = []
    const wait = async () => void during.push(...(await items()))
    expect(await withdrawOf({ 1: idsOf(event) }, table, wait)).toBe(1)
    expect(during).toEqual(stubs.map((stub) => ({ ...stub, pending: true })))
    expect(await items()).toEqual(stubs)
  })

  test('of each receipt under which an event is stored, and counts the event once', async () => {
    const [early, late, other] = [assigned(10), assigned(30), unassigned(20)]
    const receipt = { objectId: '1', record: `receipt#${early.eventId}`, occurredAt: early.occurredAt }
    await putItems(table, [receipt, ...[early, late, other].map((event) => eventItem(event, 'objectId'))])
    expect(await finishWithdrawal(table, 'Object', '1', idsOf(early), mark)).toBe(1)
    const stubs = (await items()).filter(({ withdrawnAt }) => withdrawnAt)
    expect(stubs).toEqual([eventStub(early), eventStub(late), receiptStub(early)])
    expect(await items()).toContainEqual(expect.objectContaining({ record: 'state', assigned: false }))
  })
})

describe('where nothing is left to withdraw', () => {
  test('a withdrawal neither waits nor writes', async () => {
    await store(table, 'Object', [assigned(10), unassigned(20)])
    await withdrawOf({ 1: idsOf(assigned(10)) })
    const before = await items()
    called()
    expect(await withdrawOf({ 1: idsOf(assigned(10), tag(30, 'unknown')), 2: idsOf(assigned(10)) })).toBe(0)
    expect(waits).toBe(1)
    expect(called().filter(isWrite)).toEqual([])
    expect(await items()).toEqual(before)
  })

  test('in one of several things, a withdrawal waits once and does not come back to it', async () => {
    await store(table, 'Object', [assigned(10)])
    const of2: string[] = []
    const watching = scripted((command, input) => {
      if (JSON.stringify(input).includes('"S":"2"')) of2.push(command)
      return undefined
    })
    const wait = async () => void of2.splice(0)
    expect(await withdrawOf({ 2: idsOf(assigned(10)), 1: idsOf(assigned(10)) }, watching, wait)).toBe(1)
    expect({ waits, of2 }).toEqual({ waits: 1, of2: [] })
    expect(await items()).toEqual([eventStub(assigned(10)), receiptStub(assigned(10))])
  })
})
