import { afterAll, beforeAll, expect, test } from 'vitest'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import { putItems } from '../../../shared/dynamodb/batch.ts'
import type { Delivery } from '../../../shared/events/delivery.ts'
import { rebuildState } from '../../../shared/store/rebuild-state.ts'
import { restoreItems } from '../../../shared/store/restore.ts'
import { store } from '../../../shared/store/store.ts'
import { storedItems } from '../../../shared/store/stored-event.ts'
import { type EmulatedTables, emulatedTables } from '../../emulated-tables.ts'
import { eventsIn } from '../events-of.ts'

let emulated: EmulatedTables
beforeAll(async () => {
  emulated = await emulatedTables()
})
afterAll(() => emulated.close())

/** A change of a tag: without CommBox's time, so that it occurred when it was received. */
function tagChange(objectId: string, more: Partial<Delivery> = {}) {
  const payload = { Id: objectId, Tags: { Tag: { Id: '77', Action: 'Add', Name: 'Urgent' } } }
  return eventsIn('Object', 'OnUpdateTag', payload, { requestId: `request-${objectId}`, ...more })
}

const database = () => emulated.database('Object')
const take = (...batch: ReturnType<typeof eventsIn>) => store(database(), 'Object', batch)

async function itemsOf(key: string): Promise<JsonObject[]> {
  const found: JsonObject[] = []
  for await (const item of storedItems(database(), key, { from: '!', to: '~' })) found.push(item)
  return found
}

/** What the event and the state of a conversation say of who wrote them. */
async function viaOf(key: string) {
  const items = await itemsOf(key)
  const [event] = items.filter(({ record }) => String(record).startsWith('event#'))
  const state = items.find(({ record }) => record === 'state')
  return { event: event?.via, state: state?.via }
}

test('what CommBox sent says of no command', async () => {
  await take(...tagChange('1'))
  expect(await viaOf('1')).toEqual({ event: undefined, state: undefined })
})

test('what a command sent says of which, without another identity or revision', async () => {
  await take(...tagChange('2', { via: 'import' }))
  expect(await viaOf('2')).toEqual({ event: 'import', state: 'import' })
  const imported = await itemsOf('2')
  await emulated.remove('Object', imported)
  await take(...tagChange('2'))
  expect(await itemsOf('2')).toEqual(imported.map(({ via: _via, ...item }) => item))
})

test('a state says of a command only if CommBox sent none of the events that changed it', async () => {
  await take(...tagChange('3', { via: 'import' }), ...tagChange('3', { requestId: 'another' }))
  expect((await viaOf('3')).state).toBeUndefined()
})

test('what CommBox changes next says of no command any more', async () => {
  await take(...tagChange('4', { via: 'import' }))
  await take(...eventsIn('Object', 'OnAssign', { Id: '4', ManagerId: '9' }))
  expect((await viaOf('4')).state).toBeUndefined()
})

test('what was restored says so, and a state that was rebuilt', async () => {
  await take(...tagChange('5'))
  const items = await itemsOf('5')
  await emulated.remove('Object', items)
  await restoreItems(database(), 'Object', '5', items)
  await rebuildState(database(), 'Object', '5')
  expect(await viaOf('5')).toEqual({ event: 'restore', state: 'rebuild' })
})

test('an event that rebuild moves to its first receipt says so', async () => {
  await take(...tagChange('6'))
  const [event] = tagChange('6')
  if (event === undefined) throw new Error('no event')
  const common = { objectId: '6', format: 1 }
  const earlier = event.occurredAt.replace('12:00', '11:00')
  await putItems(database(), [
    { ...common, record: `receipt#${event.eventId}`, occurredAt: earlier, moved: true },
    { ...common, record: `moved#${event.eventId}#${event.occurredAt}` },
  ])
  await rebuildState(database(), 'Object', '6')
  const moved = (await itemsOf('6')).filter(({ record }) => String(record).startsWith('event#'))
  expect(moved).toMatchObject([{ occurredAt: earlier, eventId: event.eventId, via: 'move' }])
})

test('an event that CommBox sent earlier is stored again at that time, without a command', async () => {
  await take(...tagChange('7'))
  await take(...tagChange('7', { receivedAt: '2024-06-16T11:00:00.000Z' }))
  expect(await viaOf('7')).toMatchObject({ event: undefined })
})
