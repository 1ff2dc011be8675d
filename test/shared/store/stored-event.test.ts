import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import type { Delivery } from '../../../shared/events/delivery.ts'
import { eventItem } from '../../../shared/events/event-item.ts'
import { reducedItem } from '../../../shared/store/reduced-item.ts'
import {
  eventIdOf,
  payloadAt,
  storedEvent,
  storedEvents,
  storedItems,
  stubOf,
  versionedStub,
} from '../../../shared/store/stored-event.ts'
import { bodiesInMemory } from '../../emulated-tables.ts'
import { eventsIn, first } from '../events-of.ts'
import { scriptedClient } from './scripted-client.ts'

const bodies = bodiesInMemory()
const table = {
  client: Object(),
  tableName: 'Object',
  partitionKey: 'objectId',
  bodies,
  sleep: async () => {},
}
const itemOf = (event: ReturnType<typeof first>, days?: number) => eventItem(event, 'objectId', days)

const Activity = { Id: '7', Type: '2', Data: { statusId: 1 }, CreateDate: '16-06-2024 11:59:50' }
const Child = (Id: string) => ({
  Id,
  Message: `text ${Id}`,
  CreateDate: '16-06-2024 11:59:50',
  ManagerId: '0',
})
const more: Partial<Delivery> = { brand: 'acme', envelope: { Other: '1' } }
const dated = () => first('Object', 'OnNewActivity', { Id: '1', Activities: { Activity } }, more)
const ofRequest = () => first('Object', 'OnAssign', { Id: '1', StreamId: '2' }, { requestId: 'r-1' })
const ofDelivery = () => first('Object', 'OnAssign', { Id: '1', StreamId: '2' })

describe('an event that is read from its item', () => {
  test.each([
    { identity: 'own', make: dated },
    { identity: 'request', make: ofRequest },
    { identity: 'delivery', make: ofDelivery },
  ])('is the one that was stored, of identity $identity', async ({ identity, make }) => {
    const event = make()
    const { requestId: _requestId, ...delivery } = event.delivery
    expect(event.identity).toBe(identity)
    expect(await storedEvent('Object', itemOf(event), bodies)).toStrictEqual({ ...event, delivery })
  })

  test('has the place of its element, whose payload is whole in the item', async () => {
    const tags = { Tag: ['5', '6'].map((Id) => ({ Id, Action: 'Add' })) }
    const [, second] = eventsIn('Object', 'OnUpdateTag', { Id: '1', Tags: tags }, { requestId: 'r-1' })
    if (second === undefined) throw new Error('no event')
    expect(await storedEvent('Object', itemOf(second), bodies)).toMatchObject({
      place: 1,
      eventId: second.eventId,
      payload: { Tags: { Tag: { Id: '6' } } },
      needsFirstReceipt: true,
    })
  })

  test.each<{ without: string; change: JsonObject }>([
    { without: 'a trigger', change: { trigger: 5 } },
    { without: 'a trigger that is known', change: { trigger: 'OnNothing' } },
    { without: 'an id', change: { eventId: 5 } },
    { without: 'a payload', change: { payload: 'text' } },
    { without: 'a payload that its trigger reads', change: { payload: { Id: 'x' } } },
    { without: 'its data, withdrawn', change: { withdrawnAt: '2024-06-17T00:00:00.000Z' } },
  ])('is none without $without', async ({ change }) => {
    expect(await storedEvent('Object', { ...itemOf(ofDelivery()), ...change }, bodies)).toBeUndefined()
  })
})

test('items of a thing are read as they are at this moment', async () => {
  const asked: object[] = []
  const client = scriptedClient((_command, input) => {
    asked.push(input)
    return { Items: [{ objectId: { S: '1' } }] }
  })
  const found = []
  for await (const item of storedItems({ ...table, client }, '1', { prefix: 'event#' })) found.push(item)
  expect(found).toEqual([{ objectId: '1' }])
  expect(asked).toMatchObject([{ TableName: 'Object', ConsistentRead: true, ScanIndexForward: true }])
})

describe('events whose delivery is in the bucket', () => {
  const payload = { Id: '1', Children: { Child: ['8', '9'].map(Child) } }
  const make = (payloadKey: string) => eventsIn('Object', 'OnNewChild', payload, { payloadKey })
  const reads: string[] = []
  const counted = {
    get: async (key: string) => {
      reads.push(key)
      return key === 'there' ? JSON.stringify(payload) : undefined
    },
  }

  test('are read each by its place, in the order of the items, and the body once', async () => {
    const [one, two] = make('there')
    const [gone] = make('gone')
    const inline = dated()
    if (one === undefined || two === undefined || gone === undefined) throw new Error('no events')
    reads.length = 0
    const read = await storedEvents(
      'Object',
      [two, inline, gone, one].map((event) => itemOf(event)),
      counted,
    )
    expect(read.map((event) => event?.eventId)).toEqual([two.eventId, inline.eventId, undefined, one.eventId])
    expect(read[0]).toMatchObject({ place: 1, delivery: { payloadKey: 'there', payload } })
    expect(read[1]?.delivery).not.toHaveProperty('payloadKey')
    expect(reads).toEqual(['there', 'gone'])
  })

  test('have no payload if the body is no JSON object', async () => {
    for (const body of ['[1]', '"text"', 'null'])
      expect(await payloadAt('key', { get: async () => body })).toBeUndefined()
    expect(await payloadAt('key', { get: async () => '{"a":1}' })).toEqual({ a: 1 })
  })
})

describe('a stub', () => {
  const mark = { now: '2024-06-17T00:00:00.000Z', reason: 'withdrawn' } as const
  const withdrawn = { withdrawnAt: mark.now, reason: 'withdrawn', format: 1, objectId: '1' }

  test('has the key and the times of its event and nothing that it says', () => {
    const event = dated()
    expect(stubOf(table, '1', itemOf(event), mark)).toEqual({
      ...withdrawn,
      record: `event#2024-06-16T11:59:50.000Z#${event.eventId}`,
      eventId: event.eventId,
      occurredAt: '2024-06-16T11:59:50.000Z',
      dated: true,
    })
  })

  test('of an event that only its delivery identifies says so by an empty fingerprint', () => {
    const stub = stubOf(table, '1', itemOf(ofDelivery()), mark)
    expect(stub).toMatchObject({ ...withdrawn, fingerprint: '' })
    expect(stub).not.toHaveProperty('dated')
    expect(versionedStub(stub)).toEqual({
      occurredAt: '2024-06-16T12:00:00.000Z',
      isDated: false,
      versionId: 'delivery-1',
    })
  })

  test('gives the version that its event gave, by the id in its key', () => {
    const event = dated()
    const { eventId: _eventId, ...stub } = stubOf(table, '1', itemOf(event), mark)
    expect(versionedStub(stub)).toEqual({ occurredAt: event.occurredAt, isDated: true, versionId: '7' })
    expect(eventIdOf({ record: 'event#2024-06-16T12:00:00.000Z#a#b.c' })).toBe('a#b.c')
  })
})

describe('an item with another payload', () => {
  const erasedAt = '2024-06-17T00:00:00.000Z'
  test('keeps its ids and times, and shows what the other payload says', async () => {
    const Reduced = { Id: '1', Activities: { Activity: { ...Activity, User: { Id: '9' } } } }
    const item: JsonObject = { ...itemOf(dated(), 1), text: 'Dana', envelope: { Other: '1' }, via: 'import' }
    expect(await reducedItem(table, 'Object', item, Reduced, erasedAt)).toEqual({
      objectId: '1',
      record: item.record,
      format: 1,
      trigger: 'OnNewActivity',
      eventId: item.eventId,
      occurredAt: '2024-06-16T11:59:50.000Z',
      dated: true,
      receivedAt: '2024-06-16T12:00:00.000Z',
      deliveryId: 'delivery-1',
      brand: 'acme',
      expiresAt: Date.UTC(2024, 5, 17, 12) / 1000,
      erasedAt,
      payload: Reduced,
      activity: 'StatusChange',
      activityId: '7',
      activityType: 2,
      actorId: '9',
      status: 'Open',
      statusId: '1',
    })
  })

  test('has an empty fingerprint if its id has none in it, and keeps its place', async () => {
    const item = { ...itemOf(ofDelivery()), place: 2 }
    expect(await reducedItem(table, 'Object', item, { Id: '1' }, erasedAt)).toMatchObject({
      fingerprint: '',
      place: 2,
    })
  })

  test('is none if its trigger does not read the payload', async () => {
    expect(await reducedItem(table, 'Object', itemOf(ofDelivery()), {}, erasedAt)).toBeUndefined()
  })
})
