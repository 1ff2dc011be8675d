import { beforeEach, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import { putItems } from '../../../shared/dynamodb/batch.ts'
import type { Event } from '../../../shared/events/event.ts'
import { versionOf } from '../../../shared/events/version.ts'
import { correctContactItems, writeContactItems } from '../../../shared/store/contact-items.ts'
import {
  newestIndexItems,
  removeIndexItem,
  replaceIndexItems,
  writeIndexItems,
} from '../../../shared/store/index-items.ts'
import { first } from '../events-of.ts'
import { recordedTable } from './recorded-table.ts'

let { table, called, items, scripted } = recordedTable()
beforeEach(() => {
  ;({ table, called, items, scripted } = recordedTable())
})

const now = (second: number) => ({ receivedAt: `2024-06-16T12:00:${second}.000Z`, deliveryId: `d-${second}` })

describe('an index item', () => {
  const tag = (second: number, Action: 'Add' | 'Remove', Name = 'VIP') =>
    first('Object', 'OnUpdateTag', { Id: '1', Tags: { Tag: { Id: '77', Action, Name } } }, now(second))
  const itemsOf = (...events: Event[]) => newestIndexItems(table, events)
  const take = (events: Event[], areNew = false) => writeIndexItems(table, itemsOf(...events), { areNew })
  const taggedAt = async () => (await items()).map((item) => item.taggedAt)

  test('of several events is that of the latest, whatever their order', () => {
    const [early, late] = [tag(10, 'Add'), tag(20, 'Add')]
    const expected = [expect.objectContaining({ objectId: '1', record: 'tag#77', taggedAt: late.occurredAt })]
    expect(itemsOf(early, late)).toEqual(expected)
    expect(itemsOf(late, early)).toEqual(expected)
    expect(itemsOf(late)[0]?.version).toBe(versionOf(late, 'purpose'))
  })

  test('of two that say something else under one version is the longer, then the greater, in any order', () => {
    const of = (more: JsonObject): Event => ({
      ...tag(10, 'Add'),
      indexItems: [{ record: 'tag#77', attributes: more }],
    })
    for (const [less, more] of [
      [{ name: 'b' }, { name: 'aa' }],
      [{ name: 'a' }, { name: 'b' }],
      [{ name: 'a'.repeat(9) }, { name: 'b'.repeat(900) }],
      [{ name: 'b'.repeat(99_000) }, { name: 'a'.repeat(101_000) }],
    ] as const)
      for (const order of [
        [of(less), of(more)],
        [of(more), of(less)],
      ])
        expect(itemsOf(...order)).toMatchObject([more])
  })

  test('is of its own key and record', () => {
    const other: Event = { ...tag(10, 'Add'), key: '2' }
    const third = first(
      'Object',
      'OnUpdateTag',
      { Id: '1', Tags: { Tag: { Id: '78', Action: 'Add' } } },
      now(10),
    )
    expect(itemsOf(tag(10, 'Add'), other, third).map(({ objectId, record }) => [objectId, record])).toEqual([
      ['1', 'tag#77'],
      ['2', 'tag#77'],
      ['1', 'tag#78'],
    ])
    expect(itemsOf(first('Object', 'OnAssign', { Id: '1' }))).toEqual([])
  })

  test('is written if it is newer than what is there, and says whether', async () => {
    expect(await take([tag(20, 'Add')], true)).toBe(true)
    expect(called()).toEqual(['PutItem tag'])
    expect(await take([tag(10, 'Add')])).toBe(false)
    expect(await take([tag(20, 'Add')])).toBe(false)
    expect(called()).toEqual(['BatchGetItem tag', 'BatchGetItem tag'])
    // As new, it is not read first: the condition of the write says so.
    expect(await take([tag(10, 'Add')], true)).toBe(false)
    expect(called()).toEqual(['PutItem tag'])
    expect(await taggedAt()).toEqual(['2024-06-16T12:00:20.000Z'])
    expect(await take([tag(30, 'Add')])).toBe(true)
    expect(called()).toEqual(['BatchGetItem tag', 'PutItem tag'])
    expect(await taggedAt()).toEqual(['2024-06-16T12:00:30.000Z'])
  })

  const one = (more: JsonObject) => [{ objectId: '1', record: 'tag#77', version: '5', ...more }]

  test('of the version that is there is written only if it is the longer, or the greater', async () => {
    await putItems(table, one({ name: 'b' }))
    expect(await writeIndexItems(table, one({ name: 'a' }), { areNew: false })).toBe(false)
    expect(await writeIndexItems(table, one({ name: 'b' }), { areNew: false })).toBe(false)
    expect(await items()).toEqual(one({ name: 'b' }))
    expect(await writeIndexItems(table, one({ name: 'c' }), { areNew: true })).toBe(true)
    expect(await items()).toEqual(one({ name: 'c' }))
    expect(await writeIndexItems(table, one({ version: '4', name: 'ccc' }), { areNew: false })).toBe(false)
    expect(await items()).toEqual(one({ name: 'c' }))
  })

  test('is not written over a version that came after it was read', async () => {
    await putItems(table, one({ name: 'a' }))
    let hasCome = false
    const raced = scripted(async (command) => {
      if (command !== 'PutItemCommand' || hasCome) return undefined
      hasCome = true
      await putItems(table, one({ version: '6' }))
      return undefined
    })
    expect(await writeIndexItems(raced, one({ name: 'b' }), { areNew: false })).toBe(false)
    expect(await items()).toEqual(one({ version: '6' }))
  })

  test('is replaced if it says something else under its version, or its version is given no more', async () => {
    const none = new Set<string>()
    await putItems(table, one({ name: 'bb' }))
    expect(await replaceIndexItems(table, one({ name: 'bb' }), none)).toBe(false)
    expect(await replaceIndexItems(table, one({ version: '4' }), none)).toBe(false)
    expect(called().filter((call) => call.startsWith('Put'))).toEqual([])
    expect(await replaceIndexItems(table, one({ name: 'a' }), none)).toBe(true)
    expect(await items()).toEqual(one({ name: 'a' }))
    expect(await replaceIndexItems(table, one({ version: '4' }), new Set(['5']))).toBe(true)
    expect(await items()).toEqual(one({ version: '4' }))
  })

  test('is removed only while it is of the version that was read', async () => {
    await putItems(table, one({}))
    expect(await removeIndexItem(table, { objectId: '1', record: 'tag#77', version: '4' })).toBe(false)
    expect(await items()).toEqual(one({}))
    expect(await removeIndexItem(table, { objectId: '1', record: 'tag#77', version: '5' })).toBe(true)
    expect(await items()).toEqual([])
  })
})

describe('a contact item', () => {
  const User = (Phone1: string) => ({ Id: '9', Phone1 })
  const message = (second: number, phone = '050-1234567') => {
    const CreateDate = `16-06-2024 12:00:${second}`
    const Child = { Id: `${second}`, CreateDate, Message: 'x', User: User(phone), ManagerId: '0' }
    return first('Object', 'OnNewChild', { Id: '1', Children: { Child } }, now(second))
  }
  const writes = () => called().filter((call) => /^(Put|Delete)/.test(call))
  const known = (event: Event, key = 'phone:972501234567') => ({
    objectId: '1',
    record: `contact#${key}`,
    contactKey: key,
    knownSince: event.occurredAt,
    version: versionOf(event, 'time'),
  })

  test('is of the earliest event, and costs a later or repeated one no write', async () => {
    await writeContactItems(table, [message(30), message(20)], { areNew: true })
    expect(called()).toEqual(['PutItem contact'])
    for (const second of [20, 30]) await writeContactItems(table, [message(second)], { areNew: false })
    expect(called()).toEqual(['BatchGetItem contact', 'BatchGetItem contact'])
    expect(await items()).toEqual([known(message(20))])
    await writeContactItems(table, [message(10)], { areNew: false })
    expect(await items()).toEqual([known(message(10))])
  })

  test('is not replaced by a later event of a thing that seems new', async () => {
    await writeContactItems(table, [message(10)], { areNew: true })
    await writeContactItems(table, [message(20)], { areNew: true })
    expect(await items()).toEqual([known(message(10))])
  })

  test('is none for what is no number or address, or an event without a person', async () => {
    await writeContactItems(table, [message(10, '-'), first('Object', 'OnAssign', { Id: '1' })], {
      areNew: false,
    })
    expect(called()).toEqual([])
  })

  describe('that is corrected', () => {
    const all = [message(10), message(20), message(30)]
    const explained = new Set(all.map((event) => versionOf(event, 'time')))
    const correct = (events: Event[], versions = explained) =>
      correctContactItems(table, '1', events, versions)

    test('is as it was if it is of the earliest event, without a write', async () => {
      await writeContactItems(table, [message(10)], { areNew: true })
      called()
      expect(await correct([message(10), message(20)])).toBe(false)
      expect(writes()).toEqual([])
      expect(await items()).toEqual([known(message(10))])
    })

    test('is added if it is missing, moved to a later event and removed with the last', async () => {
      expect(await correct([message(10)])).toBe(true)
      expect(await items()).toEqual([known(message(10))])
      expect(await correct([message(20)])).toBe(true)
      expect(await items()).toEqual([known(message(20))])
      expect(await correct([])).toBe(true)
      expect(await items()).toEqual([])
      expect(await correct([])).toBe(false)
    })

    test('stays with its event that expired, whatever came later', async () => {
      await writeContactItems(table, [message(10)], { areNew: true })
      expect(await correct([message(20)], new Set())).toBe(false)
      expect(await correct([], new Set())).toBe(false)
      expect(await items()).toEqual([known(message(10))])
    })

    test('says that it changed also if the one after it did not', async () => {
      const other = message(30, '052-7654321')
      await writeContactItems(table, [message(10), other], { areNew: true })
      expect(await correct([message(20), other])).toBe(true)
      expect(await items()).toEqual([known(message(20)), known(other, 'phone:972527654321')])
    })

    test.each([
      { becomes: 'that of another event', events: [message(20)] },
      { becomes: 'none', events: [] },
    ])('and $becomes is left if another consumer changed it first', async ({ events }) => {
      await writeContactItems(table, [message(30)], { areNew: true })
      const raced = scripted(async (command) => {
        if (/Put|Delete/.test(command)) await writeContactItems(table, [message(10)], { areNew: true })
        return undefined
      })
      expect(await correctContactItems(raced, '1', events, explained)).toBe(false)
      expect(await items()).toEqual([known(message(10))])
    })
  })
})
