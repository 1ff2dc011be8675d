import { expect, test } from 'vitest'
import type { Io } from '../../../../infra/cli/terminal/io.ts'
import { printRows, printTable } from '../../../../infra/cli/terminal/table.ts'
import { wrapLines } from '../../../../infra/cli/terminal/width.ts'

async function printed(width: number | undefined, print: (io: Io) => Promise<void>): Promise<string[]> {
  const lines: string[] = []
  const io: Io = {
    ...{ out: (line: string) => lines.push(...line.split('\n')), err: () => {}, colours: false, env: {} },
    ...{ now: () => new Date(0), wait: async () => {}, ...(width === undefined ? {} : { width }) },
  }
  await print(io)
  return lines
}

const rows = [
  ['one', 'a text of several words', '3377699720568713'],
  ['two', 'short', '7'],
]

test('without a width no cell is broken', async () => {
  expect(await printed(undefined, (io) => printRows(io, rows))).toEqual([
    'one  a text of several words  3377699720568713',
    'two  short                    7',
  ])
})

test('cells are broken at blanks, the widest first, and stay in their column', async () => {
  expect(await printed(38, (io) => printRows(io, rows))).toEqual([
    'one  a text of        3377699720568713',
    '     several words',
    'two  short            7',
  ])
})

test('a time is broken only if nothing else can be', async () => {
  const times = [
    ['2026-11-26 14:33:07', 'Assignment', 'to agent Lior Mizrahi'],
    ['2026-11-26 14:33:18', 'OnNew', ''],
  ]
  expect(await printed(44, (io) => printRows(io, times))).toEqual([
    '2026-11-26 14:33:07  Assignment  to agent',
    '                                 Lior',
    '                                 Mizrahi',
    '2026-11-26 14:33:18  OnNew',
  ])
  expect(await printed(33, (io) => printRows(io, times))).toEqual([
    '2026-11-26  Assignment  to agent',
    '14:33:07                Lior',
    '                        Mizrahi',
    '2026-11-26  OnNew',
    '14:33:18',
  ])
})

test('rows that cannot fit have their last cell below, and no word is broken', async () => {
  expect(
    await printed(20, (io) => printRows(io, [['conversation', 'identifier', 'of 3377699720568713']])),
  ).toEqual(['conversation  identifier', '    of', '    3377699720568713'])
})

test('a table that cannot fit has a line for each cell', async () => {
  const heading = ['conversation', 'customer']
  expect(
    await printed(30, (io) =>
      printTable(io, heading, [
        ['3377699720568713', '3377699720575710'],
        ['1', ''],
      ]),
    ),
  ).toEqual(['conversation  3377699720568713', 'customer      3377699720575710', '', 'conversation  1'])
})

test('advice is broken at blanks, as far in as it began', () => {
  expect(wrapLines('error: one two three\n  four five six seven', 14)).toBe(
    'error: one two\nthree\n  four five\n  six seven',
  )
})
