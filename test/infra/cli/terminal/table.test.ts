import { expect, test } from 'vitest'
import { nearNames } from '../../../../infra/cli/arguments/near-names.ts'
import { columns } from '../../../../infra/cli/terminal/table.ts'
import { escapedJson, oneLine } from '../../../../infra/text/one-line.ts'

test.each([
  ['abc', 3],
  ['שלום', 4],
  ['שָׁלוֹם', 4],
  ['日本', 4],
  ['\u200f👋', 2],
])('%s takes %i cells', async (text, width) => {
  const [line] = await columns([
    [text, 'x'],
    ['8 cells.', 'y'],
  ])
  expect(line).toBe(`${text}${' '.repeat(8 - width)}  x`)
})

test('columns are lined up, without blanks at the end', async () => {
  expect(
    await columns([
      ['日本', 'x', ''],
      ['a', '', 'y'],
      ['b', '', ''],
    ]),
  ).toEqual(['日本  x', 'a        y', 'b'])
})

test('a text from outside cannot steer the terminal', () => {
  expect(oneLine('a\u001b[2J\r\n\tb\u009b')).toBe('a [2J b')
  expect(oneLine('\u202ea\u2066b\u2069\u200f\u007f')).toBe('ab')
  expect(oneLine('👋'.repeat(5), 4)).toBe('👋👋👋…')
})

test('JSON on a terminal keeps the value and cannot steer it', () => {
  const value = { text: 'a\u001b\u009b\u007f\u202e\u2066\u200f b', שם: 'דנה' }
  const json = escapedJson(JSON.stringify(value, null, 2))
  expect(json).not.toMatch(/[\u007f-\u009f\u200f\u202e\u2066]/)
  expect(json).toContain('"שם": "דנה"')
  expect(JSON.parse(json)).toEqual(value)
})

test('near names, the nearest first', () => {
  const known = ['object/on-new', 'object/on-new-child', 'tag/on-add', 'user/login']
  expect(nearNames('object/on-nwe', known)).toEqual(['object/on-new'])
  expect(nearNames('on-new', known)).toEqual(['object/on-new', 'object/on-new-child'])
  expect(nearNames('zzz', known)).toEqual([])
})
