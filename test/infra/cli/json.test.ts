import type { Command } from 'commander'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildProgram } from '../../../infra/cli/program.ts'
import { commbox, type Ran, scratchFolder } from './command-line.ts'
import { type RebuildTables, startTables, statusChange } from './rebuild/tables.ts'

let stored: RebuildTables
beforeAll(async () => {
  stored = await startTables()
  await stored.consume([statusChange('7', 1, 2)])
})
afterAll(() => stored.close())

function leavesOf(command: Command): Command[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(leavesOf)
}

test('every command takes --json', async () => {
  const io = {
    out: () => {},
    err: () => {},
    now: () => new Date(0),
    wait: async () => {},
    colours: false,
    env: {},
  }
  const leaves = leavesOf(await buildProgram(io))
  expect(leaves.length).toBeGreaterThan(20)
  const without = leaves.filter(({ options }) => !options.some(({ long }) => long === '--json'))
  expect(without.map((command) => command.name())).toEqual([])
})

const run = (words: string): Promise<Ran> => {
  const args = words.split(' ')
  const outputs = args[0] === 'token' ? [] : ['--outputs', stored.outputs]
  return commbox([...args, '--json', ...outputs], { COMMBOX_LOCAL_DIR: scratchFolder() })
}

test.each([
  'urls',
  'token first',
  'send',
  'get object 7',
  'timeline 7',
  'find events --conversation 7',
  'find users --phone 1',
  'export object',
  'export object --states',
  'export user',
  'quarantine list',
  'quarantine replay --day 2024-06-09 --dry-run',
  'rebuild object 7 --yes',
  'rebuild object --yes',
  'reinterpret object --trigger on-assign --as object/on-unassign --dry-run',
])('%s --json prints one document: items, and next if there is more', async (words) => {
  const { code, out, err } = await run(words)
  expect({ code, err }).toEqual({ code: 0, err: expect.stringMatching(/^(reading .* costs nothing\n)?$/) })
  expect(JSON.parse(out)).toEqual({ items: expect.any(Array) })
})

test('next is the cursor of the next page', async () => {
  await stored.consume([statusChange('7', 2, 5)])
  const { items, next } = JSON.parse((await run('find events --conversation 7 --limit 1')).out)
  expect(items).toHaveLength(1)
  const second = JSON.parse((await run(`find events --conversation 7 --limit 1 --cursor ${next}`)).out)
  expect(second.items).toHaveLength(1)
  expect(second.items[0].record).not.toBe(items[0].record)
})

test('an export of several pages is one document', async () => {
  const states = Array.from({ length: 5 }, (_, n) => statusChange(String(900 + n), 1, 2))
  await stored.consume(states)
  const { items } = JSON.parse((await run('export object --states --page 2')).out)
  expect(items.map(({ objectId }: { objectId: string }) => objectId).toSorted()).toEqual([
    '7',
    ...['900', '901', '902', '903', '904'],
  ])
})
