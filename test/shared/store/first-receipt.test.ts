import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { beforeEach, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import { putItems } from '../../../shared/dynamodb/batch.ts'
import { keyText } from '../../../shared/dynamodb/database.ts'
import { versionsOf } from '../../../shared/events/version.ts'
import {
  atFirst,
  claimFirstReceipts,
  readSuperseded,
  receiptKey,
} from '../../../shared/store/first-receipt.ts'
import { first } from '../events-of.ts'
import { recordedTable } from './recorded-table.ts'

let { table, called, items, scripted } = recordedTable()
beforeEach(() => {
  ;({ table, called, items, scripted } = recordedTable())
})

const time = (second: number) => `2024-06-16T12:00:${second}.000Z`
const assigned = (second: number, requestId = 'r-1') =>
  first('Object', 'OnAssign', { Id: '1' }, { receivedAt: time(second), deliveryId: `d-${second}`, requestId })
const { eventId } = assigned(10)
const none = new Map<string, JsonObject>()
const claim = async (second: number, found = none, of = table) =>
  (await claimFirstReceipts(of, [assigned(second)], found))[0]

const receipt = (second: number, more: JsonObject = {}) => ({
  objectId: '1',
  record: `receipt#${eventId}`,
  occurredAt: time(second),
  ...more,
})
const moved = (second: number) => ({ objectId: '1', record: `moved#${eventId}#${time(second)}` })

describe('the first receipt of an event', () => {
  test.each([{ seconds: [10, 20] }, { seconds: [20, 10] }, { seconds: [20, 10, 30] }])(
    'of deliveries at $seconds in one batch is the earliest, claimed once',
    async ({ seconds }) => {
      const claims = await claimFirstReceipts(
        table,
        seconds.map((second) => assigned(second)),
        none,
      )
      expect(claims).toMatchObject(
        seconds.map((second) => ({
          event: { occurredAt: time(10), delivery: { deliveryId: `d-${second}` } },
          givenAt: time(second),
          isMoved: false,
        })),
      )
      expect(called()).toEqual(['PutItem receipt'])
      expect(await items()).toEqual([receipt(10)])
    },
  )

  test('is not asked for an event that has its own time or is its delivery', async () => {
    const event = first('Object', 'OnAssign', { Id: '1' })
    expect(await claimFirstReceipts(table, [event], none)).toEqual([
      { event, givenAt: event.occurredAt, isMoved: false },
    ])
    expect(called()).toEqual([])
  })

  test('expires with its event', async () => {
    await claim(10, none, { ...table, retentionDays: 1 })
    expect(await items()).toEqual([receipt(10, { expiresAt: Date.UTC(2024, 5, 17, 12, 0, 10) / 1000 })])
  })

  test('stays with a later delivery, whose claim says whether something is left to move', async () => {
    await putItems(table, [receipt(10)])
    expect(await claim(20)).toMatchObject({ event: { occurredAt: time(10) }, isMoved: false })
    await putItems(table, [receipt(10, { moved: true })])
    expect(await claim(20)).toMatchObject({ event: { occurredAt: time(10) }, isMoved: true })
    expect(await claim(10)).toMatchObject({ event: { occurredAt: time(10) }, isMoved: true })
  })

  test('moves to an earlier delivery, which remembers the later one first, and that it moved', async () => {
    await putItems(table, [receipt(20)])
    called()
    expect(await claim(10)).toMatchObject({ event: { occurredAt: time(10) }, isMoved: true })
    expect(called()).toEqual(['PutItem receipt', 'BatchWriteItem moved', 'PutItem receipt'])
    expect(await items()).toEqual([moved(20), receipt(10, { moved: true })])
    // A consumer that read the later one may still store something under it.
    expect(await claim(30)).toMatchObject({ event: { occurredAt: time(10) }, isMoved: true })
  })

  test('of an event that was withdrawn is its stub, whatever comes', async () => {
    const stub = receipt(20, { withdrawnAt: time(30) })
    await putItems(table, [stub])
    for (const second of [10, 25])
      expect(await claim(second)).toMatchObject({
        event: { occurredAt: time(second) },
        isMoved: false,
        stub,
      })
    expect(await items()).toEqual([stub])
  })

  test('that expired after it was read is claimed again, as moved if it had moved', async () => {
    const found = new Map([[keyText(receiptKey(assigned(10))), receipt(20)]])
    expect(await claim(10, found)).toMatchObject({ event: { occurredAt: time(10) }, isMoved: true })
    expect(await items()).toEqual([moved(20), receipt(10, { moved: true })])
  })

  test('that expired before it was read is claimed again, with nothing to move', async () => {
    let hasFailed = false
    const expiring = scripted((command) => {
      if (command !== 'PutItemCommand' || hasFailed) return undefined
      hasFailed = true
      return new ConditionalCheckFailedException({ message: '', $metadata: {} })
    })
    expect(await claim(10, none, expiring)).toMatchObject({ event: { occurredAt: time(10) }, isMoved: false })
    expect(await items()).toEqual([receipt(10)])
  })
})

test('of the receipts that moved, those count that are later than the first and were not withdrawn', async () => {
  const remembered = (name: string, seconds: number[], of?: JsonObject) => [
    ...seconds.map((second) => ({ objectId: '1', record: `moved#${name}#${time(second)}` })),
    ...(of ? [{ objectId: '1', record: `receipt#${name}`, occurredAt: time(20), ...of }] : []),
  ]
  await putItems(table, [
    ...remembered('a#1.f', [30, 40], { moved: true }),
    ...remembered('b.f', [10, 20, 30], {}),
    ...remembered('expired.f', [30]),
    ...remembered('only-earlier.f', [10, 20], { moved: true }),
    ...remembered('withdrawn.f', [30], { withdrawnAt: time(50), moved: true }),
    ...remembered('never-moved.f', [], { moved: true }),
  ])
  const given = (versionId: string, second: number) =>
    [true, false].map((isDated) => ({ occurredAt: time(second), isDated, versionId }))
  const superseded = await readSuperseded(table, '1')
  expect(superseded).toEqual({
    first: new Map([
      ['a#1.f', time(20)],
      ['b.f', time(20)],
    ]),
    times: new Map([
      ['a#1.f', [time(30), time(40)]],
      ['b.f', [time(30)]],
    ]),
    versions: new Set([...given('a#1', 30), ...given('a#1', 40), ...given('b', 30)].flatMap(versionsOf)),
    withdrawn: given('withdrawn', 30),
  })
  const event = { ...assigned(30), eventId: 'b.f' }
  expect(atFirst(event, superseded)).toMatchObject({ occurredAt: time(20) })
  expect(atFirst(assigned(30), superseded)).toEqual(assigned(30))
})
