import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { userKey } from '../../../shared/store/erased.ts'
import { markErased } from '../../../shared/store/mark-erased.ts'
import { rebuildState } from '../../../shared/store/rebuild-state.ts'
import { delivery, type RebuildTables, startTables } from '../../infra/cli/rebuild/tables.ts'

let stored: RebuildTables
beforeAll(async () => {
  stored = await startTables()
})
afterAll(() => stored.close())
beforeEach(async () => {
  await stored.remove('Object', await stored.items('Object'))
})

/*
 * CommBox's clock can be ahead: the event happened after the erasure, was received before it, and again afterwards.
 * Only the first delivery says that it was erased.
 */
const erasedAt = '2024-06-09T07:30:30.000Z'
const received = (at: number) => {
  const Child = {
    ...{ Id: '1', Message: 'hello', CreateDate: '09-06-2024 07:30:35', ManagerId: '0' },
    User: { Id: '880099', FirstName: 'Dana' },
  }
  const Tags = { Tag: { Id: '77', Action: 'Add', Name: 'Urgent' } }
  return delivery('Object', 'OnNewChild', at, { Id: '501', StatusID: '1', Children: { Child }, Tags })
}
const first = () => received(20)
const second = () => received(40)

const erasures = [
  ['conversation', '501'],
  ['user', userKey('880099')],
] as const
const moments = [1, 2, 3, 4, 5, 6]

/** A client that does something before one of its calls. */
function clientAt(moment: number, work: () => Promise<unknown>) {
  let calls = 0
  return stored.clientWith(async () => {
    calls += 1
    if (calls === moment) await work()
  })
}

async function expectNothing(): Promise<void> {
  const items = await stored.partition('Object', '501')
  expect(JSON.stringify(items)).not.toMatch(/hello|Dana/)
  expect(items.filter(({ withdrawnAt }) => withdrawnAt === undefined)).toEqual([])
  expect(await rebuildState(stored.database('Object'), 'Object', '501')).toBe('unchanged')
  expect(items.filter(({ pending }) => pending !== undefined)).toEqual([])
}

describe.each(erasures)('an event that a %s was erased from is not stored', (_, erased) => {
  beforeEach(() => markErased(stored.database('Object'), 'Object', erased, { all: erasedAt }))

  test.each(moments)('if its first delivery is processed at call %i of the second', async (moment) => {
    expect(
      await stored.consume(
        [second()],
        clientAt(moment, () => stored.consume([first()])),
      ),
    ).toBe(0)
    if (moment > 3) await stored.consume([first()])
    await expectNothing()
  })

  test.each(moments)('if its second delivery is processed at call %i of the first', async (moment) => {
    expect(
      await stored.consume(
        [first()],
        clientAt(moment, () => stored.consume([second()])),
      ),
    ).toBe(0)
    await stored.consume([second()])
    await expectNothing()
  })

  test.each(moments)(
    'if its first delivery is processed at call %i of the third, which finds it stored',
    async (moment) => {
      await stored.consume([second()])
      expect(
        await stored.consume(
          [received(41)],
          clientAt(moment, () => stored.consume([first()])),
        ),
      ).toBe(0)
      if (moment > 3) await stored.consume([first()])
      await expectNothing()
    },
  )

  test.each(moments)('if the consumer of its first delivery stops before call %i', async (moment) => {
    await stored.consume([second()])
    const client = clientAt(moment, () => Promise.reject(new Error('stopped')))
    if ((await stored.consume([first()], client)) > 0) await stored.consume([first()])
    await expectNothing()
  })
})
