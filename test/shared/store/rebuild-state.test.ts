import { afterAll, beforeAll, expect, test } from 'vitest'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import { isFirst, putIf } from '../../../shared/dynamodb/database.ts'
import { type Delivery, encodeMessage } from '../../../shared/events/delivery.ts'
import { entityConsumer } from '../../../shared/store/consumer.ts'
import { rebuildState } from '../../../shared/store/rebuild-state.ts'
import { type EmulatedTables, emulatedTables } from '../../emulated-tables.ts'
import { sqsRecord } from '../../sqs-record.ts'

let emulated: EmulatedTables
beforeAll(async () => {
  emulated = await emulatedTables()
})
afterAll(() => emulated.close())

const retentionDays = 30

function activity(objectId: string, id: string, second: number, Type: string, Data: JsonObject): Delivery {
  const Activity = { Id: id, Type, Data, CreateDate: `09-06-2024 07:33:${second}`, User: { Id: '1' } }
  const payload = { Activities: { Activity }, Id: objectId, StreamId: '24569' }
  return {
    version: 1,
    deliveryId: `d-${id}`,
    receivedAt: '2024-06-09T07:34:00.000Z',
    entity: 'Object',
    trigger: 'OnNewActivity',
    payload,
  }
}

async function consume(...deliveries: Delivery[]): Promise<void> {
  const table = { ...emulated.database('Object'), retentionDays }
  const handler = entityConsumer({
    entity: 'Object',
    table,
    quarantine: emulated.database('Quarantine'),
    log: () => {},
  })
  const records = deliveries.map((delivery, n) => sqsRecord(encodeMessage(delivery), `m${n}`))
  expect(await handler({ Records: records })).toEqual({ batchItemFailures: [] })
}

const itemsOf = async (objectId: string) =>
  (await emulated.items('Object')).filter((item) => item.objectId === objectId)
const stateOf = async (objectId: string) =>
  (await itemsOf(objectId)).find(({ record }) => record === 'state') ?? {}

const deliveriesOf = (objectId: string) => [
  activity(objectId, '11', 10, '2', { statusId: 2 }),
  activity(objectId, '12', 20, '8', { scheduledTime: '06/09/2024 11:55:00' }),
  activity(objectId, '13', 30, '7', { tagId: 5, name: 'Urgent' }),
]

test('a state that was lost or damaged is made again from its events', async () => {
  await consume(...deliveriesOf('1'))
  const whole = await stateOf('1')
  await emulated.remove('Object', [whole])
  await putIf(
    emulated.database('Object'),
    { objectId: '1', record: 'state', statusId: '9', registers: {}, revision: 'x' },
    isFirst,
  )
  expect(await rebuildState(emulated.database('Object'), 'Object', '1')).toBe('written')
  expect(await stateOf('1')).toEqual(whole)
})

test('a state that says what its events say is not written', async () => {
  await consume(...deliveriesOf('2'))
  expect(await rebuildState(emulated.database('Object'), 'Object', '2')).toBe('unchanged')
})

test('what an event has set that has expired since stays set', async () => {
  await consume(...deliveriesOf('3'))
  const before = await stateOf('3')
  const expired = (await itemsOf('3')).filter(({ activityId }) => activityId === '11')
  await emulated.remove('Object', expired)
  expect(await rebuildState(emulated.database('Object'), 'Object', '3')).toBe('unchanged')
  expect(await stateOf('3')).toEqual(before)
  expect(before).toMatchObject({ statusId: '2', startedAt: '2024-06-09T07:33:10.000Z' })
})

test('events go after the days that the stage says, states never', async () => {
  await consume(...deliveriesOf('4'))
  const items = await itemsOf('4')
  const events = items.filter(({ record }) => String(record).startsWith('event#'))
  // 30 days after 9 June 2024, 07:34:00 UTC.
  expect(events.map(({ expiresAt }) => expiresAt)).toEqual([1_720_510_440, 1_720_510_440, 1_720_510_440])
  expect(items.filter(({ expiresAt, record }) => expiresAt && !String(record).startsWith('event#'))).toEqual(
    [],
  )
})

test('the body of a delivery is read once, however many of its elements are rebuilt', async () => {
  const Activity = Array.from({ length: 40 }, (_, n) => ({
    Id: String(n + 1),
    Type: '2',
    Data: { statusId: 2 },
    CreateDate: `09-06-2024 07:33:${10 + n}`,
  }))
  const { payload: _payload, ...delivery } = activity('21', '1', 10, '2', {})
  const bodies = emulated.database('Object').bodies
  await bodies.put('Object/whole.json', JSON.stringify({ Activities: { Activity }, Id: '21', StreamId: '1' }))
  const handler = entityConsumer({
    entity: 'Object',
    table: emulated.database('Object'),
    quarantine: emulated.database('Quarantine'),
    log: () => {},
  })
  const message = encodeMessage({ ...delivery, payloadKey: 'Object/whole.json' })
  expect(await handler({ Records: [sqsRecord(message, 'm')] })).toEqual({ batchItemFailures: [] })
  const read: string[] = []
  const counting = {
    ...emulated.database('Object'),
    bodies: {
      ...bodies,
      get: (key: string) => {
        read.push(key)
        return bodies.get(key)
      },
    },
  }
  expect(await rebuildState(counting, 'Object', '21')).toBe('unchanged')
  expect(read).toEqual(['Object/whole.json'])
})
