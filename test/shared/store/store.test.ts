import { beforeEach, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import { putItems } from '../../../shared/dynamodb/batch.ts'
import type { Delivery } from '../../../shared/events/delivery.ts'
import type { Event } from '../../../shared/events/event.ts'
import { userKey } from '../../../shared/store/erased.ts'
import { markErased } from '../../../shared/store/mark-erased.ts'
import { store } from '../../../shared/store/store.ts'
import { first } from '../events-of.ts'
import { recordedTable } from './recorded-table.ts'
import { writesEvents } from './scripted-client.ts'

let { table, called, items, scripted } = recordedTable()
beforeEach(() => {
  ;({ table, called, items, scripted } = recordedTable())
})

const at = (second: number): Partial<Delivery> => ({
  receivedAt: `2024-06-16T12:00:${second}.000Z`,
  deliveryId: `d-${second}`,
})
/** A change of a status, at CommBox's time, whose receipt is at `second`. */
const change = (id: string, second: number, more: JsonObject = {}, of: Partial<Delivery> = {}) => {
  const Activity = { Id: id, Type: '2', Data: { statusId: 2 }, CreateDate: '16-06-2024 12:00:05' }
  const payload = { Id: '1', Activities: { Activity: { ...Activity, ...more } } }
  return first('Object', 'OnNewActivity', payload, { ...at(second), ...of })
}
/** A tag that was added, at the time of the first receipt of its request. */
const tagged = (second: number, requestId = 'r-1') => {
  const payload = { Id: '1', Tags: { Tag: { Id: '77', Action: 'Add', Name: 'VIP' } } }
  return first('Object', 'OnUpdateTag', payload, { ...at(second), requestId })
}

/** Stores events. @returns what became of each */
async function take(...events: Event[]): Promise<string[]> {
  return (await store(table, 'Object', events)).outcomes.map(({ result }) => result)
}
const eventsStored = async () =>
  (await items()).filter(({ record, withdrawnAt }) => /^event#/.test(String(record)) && !withdrawnAt)

describe('the calls that events cost', () => {
  test('a single one: a read of the state and two writes, and one that is repeated no write of the state', async () => {
    await take(change('7', 10))
    expect(called()).toEqual(['BatchGetItem state', 'PutItem event', 'PutItem state'])
    expect(await take(change('7', 20))).toEqual(['repeated'])
    expect(called()).toEqual(['BatchGetItem state', 'PutItem event', 'GetItem state'])
  })

  test('a single one that was received before: a read more instead of a write', async () => {
    await take(change('7', 10))
    called()
    const { outcomes } = await store(table, 'Object', [change('7', 20)], { mayBeStored: true })
    expect(outcomes).toMatchObject([{ result: 'repeated' }])
    expect(called()).toEqual(['BatchGetItem state event', 'GetItem state'])
  })

  test('with a request id and repeated: no write', async () => {
    await take(tagged(10))
    called()
    expect(await take(tagged(10))).toEqual(['repeated'])
    expect(called()).toEqual(['BatchGetItem state event receipt', 'BatchGetItem tag', 'GetItem state'])
  })

  test('with a request id and received later than the first: no write either', async () => {
    await take(tagged(10))
    called()
    expect(await take(tagged(20))).toEqual(['repeated'])
    expect(called()).toEqual([
      'BatchGetItem state event receipt',
      'BatchGetItem event moved',
      'BatchGetItem tag',
      'GetItem state',
    ])
    expect(await eventsStored()).toMatchObject([{ occurredAt: '2024-06-16T12:00:10.000Z' }])
  })

  test('some new and one repeated: one write of the new ones, and a read of their tags', async () => {
    await take(tagged(10), change('7', 10))
    called()
    expect(await take(tagged(10), change('8', 20), change('9', 20))).toEqual(['repeated', 'stored', 'stored'])
    expect(called()).toContain('BatchGetItem tag')
    await take(change('8', 30), change('10', 30), change('11', 30))
    expect(called().filter((call) => /event/.test(call) && /Write|Put/.test(call))).toEqual([
      'BatchWriteItem event event',
    ])
  })
})

test('of two deliveries of an event in one batch, the first is stored and the other repeated', async () => {
  expect(await take(change('7', 10), change('7', 20))).toEqual(['stored', 'repeated'])
  expect(await eventsStored()).toMatchObject([{ deliveryId: 'd-10' }])
})

test('a batch that is refused is stored one by one, but for the one that fails, with its repeat', async () => {
  const down = Object.assign(new Error('down'), { name: 'ValidationException' })
  const refusing = scripted((command, input) =>
    writesEvents(command, input) && JSON.stringify(input).includes('"7"') ? down : undefined,
  )
  const { outcomes } = await store(refusing, 'Object', [change('7', 10), change('8', 10), change('7', 20)])
  expect(outcomes).toMatchObject([
    { result: 'failed', error: down },
    { result: 'stored' },
    { result: 'failed', error: down },
  ])
  expect((await eventsStored()).map(({ activityId }) => activityId)).toEqual(['8'])
})

test('counts how often another consumer was faster with a state', async () => {
  let others = 2
  const raced = scripted(async (command, input) => {
    if (command !== 'PutItemCommand' || !JSON.stringify(input).includes('"S":"state"') || others === 0)
      return undefined
    others -= 1
    await take(
      change(`1${others}`, 10, {
        Data: { statusId: others + 1 },
        CreateDate: `16-06-2024 12:00:0${8 - others}`,
      }),
    )
    return undefined
  })
  expect(await store(raced, 'Object', [change('7', 10)])).toMatchObject({ conflicts: 2 })
})

test('an event of another brand than the one before it, in the batch or the state, says so', async () => {
  const of = (id: string, brand?: string) => change(id, 10, {}, brand ? { brand } : {})
  const { outcomes } = await store(table, 'Object', [
    of('1', 'acme'),
    of('2', 'acme'),
    of('3', 'globex'),
    of('4'),
  ])
  const signs = (all: typeof outcomes) => all.map((each) => 'isOfOtherBrand' in each && each.isOfOtherBrand)
  expect(signs(outcomes)).toEqual([false, false, true, false])
  // The state is of the greatest id, since their times are the same.
  expect(signs((await store(table, 'Object', [of('5', 'acme')])).outcomes)).toEqual([true])
})

describe('an event of a user who was erased', () => {
  const erasedAt = '2024-06-16T12:00:20.000Z'
  const User = { User: { Id: '9' } }
  beforeEach(async () => {
    await markErased(table, 'Object', userKey('9'), { all: erasedAt })
    called()
  })

  test('is withdrawn if it was received before, and costs a read', async () => {
    expect(await take(change('7', 10, User))).toEqual(['withdrawn'])
    expect(called()).toEqual(['BatchGetItem state state', 'BatchGetItem event'])
    expect(await eventsStored()).toEqual([])
  })

  const ahead = (second: number) => change('7', second, { ...User, CreateDate: '16-06-2024 12:00:50' })

  test('and dated after its receipt leaves a stub, which another delivery of it finds', async () => {
    expect(await take(ahead(10))).toEqual(['withdrawn'])
    called()
    expect(await take(ahead(10))).toEqual(['withdrawn'])
    expect(called()).toEqual(['BatchGetItem state state', 'BatchGetItem event'])
    expect(await take(ahead(30))).toEqual(['withdrawn'])
    expect(await eventsStored()).toEqual([])
  })

  test('finds a stub that is pending, and leaves the rest to the delivery that wrote it', async () => {
    await take(ahead(10))
    const stub = (await items()).find(({ withdrawnAt }) => withdrawnAt !== undefined)
    await putItems(table, [{ ...stub, pending: true }])
    called()
    expect(await take(ahead(30))).toEqual(['withdrawn'])
    expect(called()).toEqual(['BatchGetItem state state', 'BatchGetItem event'])
  })

  test('is stored if it was received after, and dated ahead', async () => {
    expect(await take(ahead(30))).toEqual(['stored'])
    expect(await eventsStored()).toHaveLength(1)
  })

  test('is withdrawn if another delivery of it, received before, comes while it is being stored', async () => {
    let hasCome = false
    const raced = scripted(async (command, input) => {
      if (hasCome || command !== 'PutItemCommand' || !JSON.stringify(input).includes('"S":"state"'))
        return undefined
      hasCome = true
      await take(ahead(10))
      return undefined
    })
    const { outcomes } = await store(raced, 'Object', [ahead(30)])
    expect(outcomes).toMatchObject([{ result: 'withdrawn' }])
    expect(await eventsStored()).toEqual([])
  })
})

test('what a stopped consumer left under a receipt that was the first before goes when its message comes again', async () => {
  await take(tagged(20))
  let hasMoved = false
  const stopped = scripted(async (command, input) => {
    const text = JSON.stringify(input)
    // It has read that the first receipt is the one at 20, and is stopped before it writes a state.
    if (hasMoved)
      return text.includes('"state"') && command === 'PutItemCommand' ? new Error('stopped') : undefined
    if (!text.includes('event#2024-06-16T12:00:20')) return undefined
    hasMoved = true
    await take(tagged(10))
    return undefined
  })
  expect((await store(stopped, 'Object', [tagged(30)])).outcomes).toMatchObject([{ result: 'failed' }])
  expect(await eventsStored()).toHaveLength(2)
  expect(await take(tagged(30))).toEqual(['repeated'])
  expect(await eventsStored()).toMatchObject([{ occurredAt: '2024-06-16T12:00:10.000Z' }])
})
