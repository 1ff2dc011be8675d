import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Json, JsonObject } from '../../../shared/commbox/json.ts'
import type { Delivery } from '../../../shared/events/delivery.ts'
import { eraseThing } from '../../../shared/store/erase.ts'
import { userKey } from '../../../shared/store/erased.ts'
import { markErased } from '../../../shared/store/mark-erased.ts'
import { rebuildState } from '../../../shared/store/rebuild-state.ts'
import { delivery, type RebuildTables, startTables } from '../../infra/cli/rebuild/tables.ts'

/*
 * An event was received before an erasure and again afterwards, and only the first delivery says that it was erased:
 * CommBox's clock is ahead, so that it happened after the erasure, or CommBox does not say when it happened.
 */

let stored: RebuildTables
beforeAll(async () => {
  stored = await startTables()
})
afterAll(() => stored.close())
beforeEach(async () => {
  await stored.remove('Object', await stored.items('Object'))
})

const erasedAt = '2024-06-09T07:30:30.000Z'
const User = { Id: '880099', FirstName: 'Dana' }
const kinds: Record<string, (at: number) => Delivery> = {
  'dated ahead': (at) => {
    const Child = { Id: '1', Message: 'hello', CreateDate: '09-06-2024 07:30:35', ManagerId: '0', User }
    return delivery('Object', 'OnNewChild', at, { Id: '501', StatusID: '1', Children: { Child } })
  },
  undated: (at) => delivery('Object', 'OnAssign', at, { Id: '501', StreamId: '7', User }, 'request-a'),
}
const cases = Object.entries(kinds).flatMap(([kind, received]) => [
  { kind, received, of: 'a user', erased: userKey('880099') },
  ...(kind === 'undated' ? [] : [{ kind, received, of: 'a conversation', erased: '501' }]),
])
const moments = Array.from({ length: 6 }, (_, n) => n + 1)
const pairs = [2, 3, 4].flatMap((moment) => [1, 2, 4].map((more) => [moment, more] as const))

/** A client that does something before some of its calls. */
function clientAt(work: Record<number, () => Promise<unknown>>) {
  let calls = 0
  return stored.clientWith(async () => {
    calls += 1
    await work[calls]?.()
  })
}
const stop = () => Promise.reject(new Error('stopped'))

async function expectNothing(): Promise<void> {
  const items = await stored.partition('Object', '501')
  expect(JSON.stringify(items)).not.toMatch(/hello|Dana/)
  const isReceipt = ({ record }: JsonObject) => /^(receipt|moved)#/.test(String(record))
  const live = items.filter((item) => item.withdrawnAt === undefined && !isReceipt(item))
  expect(live).toEqual([])
  expect(items.filter(({ pending }) => pending !== undefined)).toEqual([])
  expect(await rebuildState(stored.database('Object'), 'Object', '501')).toBe('unchanged')
}

describe.each(cases)('an event, $kind, of $of that was erased in between is not stored', (one) => {
  const first = () => one.received(20)
  const second = () => one.received(40)
  const third = () => one.received(41)
  beforeEach(() => markErased(stored.database('Object'), 'Object', one.erased, { all: erasedAt }))

  test.each(moments)('if its first delivery is processed at call %i of the second', async (moment) => {
    const client = clientAt({ [moment]: () => stored.consume([first()]) })
    expect(await stored.consume([second()], client)).toBe(0)
    await stored.consume([first()])
    await expectNothing()
  })

  test.each(moments)('if its second delivery is processed at call %i of the first', async (moment) => {
    const client = clientAt({ [moment]: () => stored.consume([second()]) })
    expect(await stored.consume([first()], client)).toBe(0)
    await stored.consume([second()])
    await expectNothing()
  })

  test.each(moments)(
    'if the first is processed at call %i of the third, the second before',
    async (moment) => {
      await stored.consume([second()])
      const client = clientAt({ [moment]: () => stored.consume([first()]) })
      expect(await stored.consume([third()], client)).toBe(0)
      await stored.consume([first()])
      await expectNothing()
    },
  )

  test.each(moments)('if the consumer of its first delivery stops before call %i', async (moment) => {
    await stored.consume([second()])
    if ((await stored.consume([first()], clientAt({ [moment]: stop }))) > 0) await stored.consume([first()])
    await expectNothing()
  })

  test.each(pairs)(
    'if its first delivery is processed at call %i of the second, whose consumer stops %i calls later',
    async (moment, more) => {
      const again = second()
      const client = clientAt({ [moment]: () => stored.consume([first()]), [moment + more]: stop })
      if ((await stored.consume([again], client)) > 0) await stored.consume([again])
      await stored.consume([first()])
      await expectNothing()
    },
  )

  test('if both come in one batch', async () => {
    expect(await stored.consume([second(), first(), first()])).toBe(0)
    await expectNothing()
  })
})

describe.each(Object.entries(kinds))(
  'an event, %s, that was stored before the erasure of its user',
  (_, received) => {
    test.each(moments)(
      'does not come back if it is erased at call %i of its second delivery',
      async (moment) => {
        await stored.consume([received(20)])
        const table = { ...stored.database('Object'), bodies: stored.bodies }
        await markErased(table, 'Object', userKey('880099'), { all: erasedAt })
        const isOf = (value: Json) => JSON.stringify(value).includes('Dana')
        let isErased = false
        const erase = async () => {
          isErased = true
          await eraseThing(table, 'Object', '501', { scope: { kind: 'person', isOf }, at: erasedAt })
        }
        // Another event of the batch changes the state, which is read again as the erasure changed it.
        const other = delivery('Object', 'OnAssign', 50, { Id: '501', ManagerId: '9' }, 'request-b')
        await stored.consume([received(40), other], clientAt({ [moment]: erase }))
        if (!isErased) await erase()
        expect(JSON.stringify(await stored.partition('Object', '501'))).not.toMatch(/hello|Dana/)
        expect(await rebuildState(table, 'Object', '501')).toBe('unchanged')
      },
    )
  },
)
