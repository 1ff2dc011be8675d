import { describe, expect, test } from 'vitest'
import { entities, findByName, normalizeName } from '../../../shared/commbox/names.ts'

describe('a name is known however it is written', () => {
  test.each([
    ['OnSubmit', 'On Submit'],
    ['OnUserExit', 'On User Exit'],
    ['OnUnAssign', 'on-unassign'],
    ['OnUnAssign', 'ON_UN_ASSIGN'],
    ['OnAddGroup', ' On\tAdd-Group '],
    ['Login', 'login'],
  ])('%s as %j', (name, spelling) => {
    expect(normalizeName(spelling)).toBe(normalizeName(name))
    expect(findByName(['OnNew', name], spelling)).toBe(name)
  })

  test('another name is not', () => {
    expect(findByName(entities, 'Objects')).toBeUndefined()
    expect(findByName(entities, '')).toBeUndefined()
    expect(findByName(entities, 'constructor')).toBeUndefined()
  })
})
