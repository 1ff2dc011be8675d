import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { conversation, conversationEvent } from '../../../shared/client/conversation-items.ts'
import { maybe } from '../../../shared/client/item.ts'
import { number } from '../../../shared/commbox/values.ts'
import { definitions } from '../../../shared/entities/registry.ts'
import { type Trigger, trigger } from '../../../shared/entities/trigger.ts'
import { exactForm } from '../../../shared/events/fingerprint.ts'
import { entriesOf } from '../../shared/law/payload.ts'
import { commbox, scratchFolder } from './command-line.ts'
import { delivery, type RebuildTables, startTables } from './rebuild/tables.ts'

let stored: RebuildTables
const before = definitions.Object.triggers.OnNew ?? expect.fail('no OnNew')
beforeAll(async () => {
  stored = await startTables()
})
afterAll(async () => {
  teach(before)
  for (const { entries } of [conversationEvent, conversation]) Reflect.deleteProperty(entries, 'priority')
  await stored.close()
})

function teach(onNew: Trigger): void {
  Reflect.set(definitions.Object.triggers, 'OnNew', onNew)
}

/** OnNew as it is, and `Priority` as an attribute of the event and of the conversation. */
function withPriority(): Trigger {
  return trigger({
    schema: v.looseObject({ ...entriesOf(before.schema), Priority: number }),
    interpret: ({ Priority: priority }, payload) => {
      const reading = before.read(payload)
      if ('issues' in reading) return []
      return reading.drafts.map((draft) => ({
        ...draft,
        attributes: { ...draft.attributes, priority },
        sets: { ...draft.sets, priority },
      }))
    },
  })
}

const run = (args: string) =>
  commbox([...args.split(' '), '--outputs', stored.outputs], { COMMBOX_LOCAL_DIR: folder })
const folder = scratchFolder()
const drift = async () => JSON.parse((await run('drift --json')).out).items

/** The rows of an export as columns. */
async function column(args: string, name: string): Promise<(string | undefined)[]> {
  const file = join(folder, `${args.replaceAll(' ', '-')}.csv`)
  expect(await run(`export object ${args} --format csv --output ${file}`)).toMatchObject({ code: 0 })
  const [heading = '', ...rows] = readFileSync(file, 'utf8').trim().split('\r\n')
  const index = heading.split(',').indexOf(name)
  return rows.map((row) => (index < 0 ? undefined : row.split(',')[index]))
}

const opened = (second: number, objectId: string, Priority: number) =>
  delivery('Object', 'OnNew', second, { Id: objectId, StreamId: '1', Priority })

describe('from a payload to a column: each test continues where the one before ended', {
  shuffle: false,
}, () => {
  test('what CommBox adds is remembered, with the line that would read it', async () => {
    const first = opened(1, '501', 3)
    expect(await stored.consume([first])).toBe(0)
    expect(await drift()).toEqual([
      {
        ...{ entity: 'Object', trigger: 'OnNew', path: 'Priority', type: 'number' },
        ...{ firstDay: '2024-06-09', lastDay: '2024-06-09', deliveryId: first.deliveryId },
        ...{ count: 0, isKnown: false, line: 'Priority: number,' },
      },
    ])
    const { out } = await run('drift')
    expect(out.split('\n')[1]).toMatch(
      /^Object\.OnNew Priority +number +2024-06-09 +2024-06-09 +0 +delivery-\d+ +Priority: number,$/,
    )
    expect(await column('--to 2024-06-10', 'priority')).toEqual([undefined])
  })

  test('once the vocabulary has learnt it, rebuild gives it to the events and states that are stored', async () => {
    teach(withPriority())
    for (const { entries } of [conversationEvent, conversation])
      Reflect.set(entries, 'priority', maybe(v.number()))
    expect(await stored.consume([opened(2, '502', 1)])).toBe(0)
    expect((await drift())[0]).toMatchObject({ path: 'Priority', isKnown: true, lastDay: '2024-06-09' })
    expect((await run('drift')).out).toContain('this version knows it: deploy, then rebuild')
    expect(await run('rebuild object --yes')).toMatchObject({
      code: 0,
      out: expect.stringContaining('2 states checked: 1 written, 1 unchanged'),
    })
    expect((await column('--from 2024-06-09', 'priority')).sort()).toEqual(['1', '3'])
    expect((await column('--states', 'priority')).sort()).toEqual(['1', '3'])
    const rows = await stored.items('Object')
    expect(await run('rebuild object --yes')).toMatchObject({
      out: expect.stringContaining('2 states checked: 0 written, 2 unchanged'),
    })
    expect(await stored.items('Object')).toEqual(rows)
  })

  test('the old events are then as if they had been stored today', async () => {
    const rows = await stored.items('Object')
    await stored.remove('Object', rows)
    const inOrder = (items: typeof rows) => items.map(exactForm).sort()
    const again = rows.flatMap(({ objectId, payload, deliveryId, receivedAt }) =>
      payload === undefined
        ? []
        : [
            {
              ...opened(1, String(objectId), Number(Object(payload).Priority)),
              deliveryId: String(deliveryId),
              receivedAt: String(receivedAt),
            },
          ],
    )
    expect(await stored.consume(again)).toBe(0)
    expect(inOrder(await stored.items('Object'))).toEqual(inOrder(rows))
  })
})
