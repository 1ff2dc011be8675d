import * as v from 'valibot'
import { afterEach, expect, test, vi } from 'vitest'
import { days, list, readEnvironment, variable } from '../../../shared/runtime/environment.ts'

const schema = v.object({
  ENTITY: v.picklist(['Object', 'User']),
  TABLE_NAME: variable,
  OTHER_NAME: variable,
})

afterEach(() => {
  vi.unstubAllEnvs()
})

test('reads the variables of the schema', () => {
  vi.stubEnv('ENTITY', 'User')
  vi.stubEnv('TABLE_NAME', 'users')
  vi.stubEnv('OTHER_NAME', 'other')
  expect(readEnvironment(schema)).toEqual({ ENTITY: 'User', TABLE_NAME: 'users', OTHER_NAME: 'other' })
})

test('names every missing or invalid variable at once, and no value', () => {
  vi.stubEnv('ENTITY', 'secret-value')
  vi.stubEnv('TABLE_NAME', '')
  vi.stubEnv('OTHER_NAME', undefined)
  expect(() => readEnvironment(schema)).toThrow(/: ENTITY, TABLE_NAME, OTHER_NAME$/)
  expect(() => readEnvironment(schema)).toThrow(/^((?!secret-value).)*$/)
})

test.each([
  ['730', 730],
  ['1', 1],
  [undefined, undefined],
])('reads %s as a number of days', (text, expected) => {
  expect(v.parse(days, text)).toBe(expected)
})

test.each(['0', '-1', '1.5', '1 day', '07', '', 'x90'])('does not read "%s" as a number of days', (text) => {
  expect(v.is(days, text)).toBe(false)
})

test.each([
  ['support,sales', ['support', 'sales']],
  ['support,', ['support']],
  ['', undefined],
  [undefined, undefined],
])('reads "%s" as a list of names', (text, expected) => {
  expect(v.parse(list, text)).toEqual(expected)
})
