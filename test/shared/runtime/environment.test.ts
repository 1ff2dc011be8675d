import * as v from 'valibot'
import { afterEach, expect, test, vi } from 'vitest'
import { readEnvironment, variable } from '../../../shared/runtime/environment.ts'

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
  expect(() => readEnvironment(schema)).toThrow(/ENTITY.*TABLE_NAME.*OTHER_NAME/)
  expect(() => readEnvironment(schema)).toThrow(/^((?!secret-value).)*$/)
})
