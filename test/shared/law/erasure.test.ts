import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { matcherOf } from '../../../infra/cli/privacy/matcher.ts'
import type { Json, JsonObject } from '../../../shared/commbox/json.ts'
import type { Entity } from '../../../shared/commbox/names.ts'
import type { Delivery, DeliveryMessage } from '../../../shared/events/delivery.ts'
import { bounds } from '../../../shared/events/register.ts'
import { eraseThing } from '../../../shared/store/erase.ts'
import { userKey } from '../../../shared/store/erased.ts'
import { markErased } from '../../../shared/store/mark-erased.ts'
import { rebuildState } from '../../../shared/store/rebuild-state.ts'
import { restoreItems } from '../../../shared/store/restore.ts'
import { tables } from '../../../shared/tables.ts'
import { type EmulatedTables, emulatedTables } from '../../emulated-tables.ts'
import { lasting } from '../../lasting.ts'
import { fc } from '../../seed.ts'
import { consume, type DueWork, type Tools } from './consumers.ts'
import { eventsIn } from './events.ts'
import { histories } from './history.ts'
import {
  erasedAt,
  identifiers,
  ofPerson,
  ownId,
  sentAgain,
  sharedId,
  tenDaysLater,
  traces,
  userId,
} from './person.ts'
import { boundOfKind, patience, runs } from './runs.ts'
import { batches, schedules } from './schedule.ts'

const historiesOfTrigger = 1
const mostConsumers = 8

let emulated: EmulatedTables
beforeAll(async () => {
  emulated = await emulatedTables()
})
afterAll(() => emulated.close())

const { registersOfKind } = bounds
afterEach(() => {
  bounds.registersOfKind = registersOfKind
})

const matcher = matcherOf(identifiers)
const isOf = (value: Json) => matcher(JSON.stringify(value)).length > 0

/** What of an entity is only the person's, and where the person is among others. */
const ownKeyOf = (entity: Entity) => (entity === 'User' ? userId : ownId)
const isShared = (entity: Entity) => entity === 'Object' || entity === 'Chat'

/** Erases the person from a table, as the command does. */
async function erase(entity: Entity, { table, untilConsumersEnded }: Tools): Promise<void> {
  const database = { ...table, bodies: emulated.bodies }
  const options = { all: erasedAt }
  await markErased(database, entity, ownKeyOf(entity), options)
  if (entity !== 'User') await markErased(database, entity, userKey(userId), options)
  await untilConsumersEnded()
  await eraseThing(database, entity, ownKeyOf(entity), { scope: { kind: 'all' }, at: erasedAt })
  if (isShared(entity))
    await eraseThing(database, entity, sharedId, { scope: { kind: 'person', isOf }, at: erasedAt })
  // Bodies that no event names, as of messages that are in a queue.
  for (const [key, body] of emulated.bodies.stored)
    if (isOf(body) || body.includes(ownId)) await emulated.bodies.erase(key, 'every')
}

/** Copies what a table lacks from items of an earlier time, as restoring it does. */
async function restore(entity: Entity, items: readonly JsonObject[]): Promise<void> {
  const database = emulated.database(entity)
  const byKey = Map.groupBy(items, (item) => String(item[tables[entity].partitionKey]))
  for (const key of [ownKeyOf(entity), userKey(userId), sharedId]) {
    const ofKey = byKey.get(key)
    if (ofKey === undefined) continue
    await restoreItems(database, entity, key, ofKey)
    const state = ofKey.find(({ record }) => record === 'state')
    await rebuildState(database, entity, key, state)
  }
}

const isOfPerson = (text: string) => traces.some((trace) => text.toLowerCase().includes(trace))

/** Where something of the person is left. Stubs and receipts have CommBox's id of the person, and no data. */
async function findTraces(entity: Entity): Promise<string[]> {
  const items = (await emulated.items(entity)).map((item) => JSON.stringify(item))
  const isLive = (text: string) => !/"withdrawnAt"|"(receipt|moved)#/.test(text)
  return [...items, ...emulated.bodies.everything()].filter((text) => {
    return isOfPerson(text) || (isLive(text) && text.includes(userId))
  })
}

/** The lasting items of a table without what says that something was erased; it is emptied. */
async function takeTable(entity: Entity): Promise<JsonObject[]> {
  const items = await emulated.items(entity)
  await emulated.remove(entity, items)
  const { partitionKey } = tables[entity]
  const keyOf = (item: JsonObject) => `${item[partitionKey]} ${item.record}`
  const isReceipt = ({ record, [partitionKey]: key }: JsonObject) =>
    String(record).startsWith('receipt#') && key === ownKeyOf(entity)
  return lasting(items)
    .filter((item) => !isReceipt(item) && item[partitionKey] !== sharedId)
    .map(({ erasedAt: _at, revision: _revision, ...item }) => item)
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
}

/** Sends the payloads of some deliveries by the bucket, as ingest does with large ones. */
async function inBucket(
  deliveries: readonly Delivery[],
  some: readonly boolean[],
): Promise<DeliveryMessage[]> {
  return Promise.all(
    deliveries.map(async (delivery, n) => {
      if (!some[n % some.length]) return delivery
      const payloadKey = `${delivery.entity}/2024-06-09/${delivery.deliveryId}.json`
      await emulated.bodies.put(payloadKey, JSON.stringify(delivery.payload))
      const { payload: _payload, ...rest } = delivery
      return { ...rest, payloadKey }
    }),
  )
}

/** Whether every event of a delivery has an identity, and none is dated after the erasure. */
function canBeSentAgain(delivery: Delivery): boolean {
  return eventsIn([delivery])
    .flat()
    .every(({ identity, occurredAt }) => identity !== 'delivery' && occurredAt <= erasedAt)
}

describe('nothing of a person who was erased is left or comes back, later contact is stored, and all else is as without', () => {
  test.each<Entity>(['Object', 'User', 'Satisfaction', 'Form', 'Chat'])('of %s', patience, async (entity) => {
    const cases = fc
      .record({
        others: histories(entity, 3),
        own: histories(entity, 4),
        shared: histories(entity, 2),
        later: histories(entity, 2),
      })
      .map(({ others, own, shared, later }) => ({
        others,
        person: [
          ...own.map((one) => ofPerson(one, 'own')),
          ...(isShared(entity) ? shared.map((one) => ofPerson(one, 'shared')) : []),
        ],
        later: later.map((one) => tenDaysLater(ofPerson(one, 'own'))),
      }))
      .chain(({ others, person, later }) => {
        const again = person.filter(canBeSentAgain).map((one) => sentAgain(one, 5000))
        return fc.record({
          others: fc.constant(others),
          person: fc.constant(person),
          again: fc.constant(again),
          later: fc.constant(later),
          schedule: schedules([...others, ...person, ...again]),
          after: fc.nat(5),
          large: fc.array(
            fc.nat(4).map((n) => n === 0),
            { minLength: 1, maxLength: 4 },
          ),
          consumers: fc.integer({ min: 2, max: mostConsumers }),
          stopped: fc.constantFrom(0, 0.3),
          bound: boundOfKind,
        })
      })
    const property = fc.asyncProperty(cases, async (one) => {
      const { others, person, again, later, schedule, large } = one
      emulated.bodies.clear()
      bounds.registersOfKind = one.bound
      const oneConsumer = { consumers: 1, due: [], seed: 0 }
      await consume(emulated, entity, [[...others, ...later]], oneConsumer)
      const without = await takeTable(entity)

      const sent = [...(await inBucket(person, large)), ...again]
      const batched = batches<DeliveryMessage>([...others, ...sent], schedule)
      let before: JsonObject[] = []
      const erasure: DueWork = {
        after: new Set(batched.slice(0, one.after)),
        run: async (tools) => {
          before = await emulated.items(entity)
          await erase(entity, tools)
        },
      }
      const { consumers } = one
      await consume(emulated, entity, batched, {
        consumers,
        due: [erasure],
        seed: schedule.seed,
        stopped: one.stopped,
      })
      // Their bodies are in the bucket only now: nobody but the consumers can remove them.
      const asNew = [
        ...person.map((each) => sentAgain(each, 0)),
        ...person.filter(canBeSentAgain).map((each) => sentAgain(each, 6000)),
      ]
      const bodies = large.map((isLarge) => !isLarge)
      await consume(emulated, entity, [sent, await inBucket(asNew, bodies)], oneConsumer)
      expect(emulated.bodies.everything().filter(isOfPerson)).toEqual([])
      for (const key of [ownKeyOf(entity), sharedId])
        await rebuildState(emulated.database(entity), entity, key)
      await restore(entity, before)
      expect(await findTraces(entity)).toEqual([])

      await consume(emulated, entity, [later], oneConsumer)
      expect(await takeTable(entity)).toEqual(without)
    })
    await fc.assert(property, runs(entity, historiesOfTrigger))
  })
})
