import { describe, expect, test } from 'vitest'
import { entities, findByName, normalizeName } from '../../../shared/commbox/names.ts'
import { triggers } from '../../../shared/entities/registry.ts'

test("the entities and triggers are CommBox's", () => {
  expect(Object.fromEntries(entities.map((entity) => [entity, Object.keys(triggers[entity])]))).toEqual({
    Object: ['OnNew', 'OnNewChild', 'OnNewActivity', 'OnUpdateTag', 'OnAssign', 'OnUnAssign'],
    User: ['OnNew', 'OnUpdate', 'Login', 'Logout', 'OnUpdateTag'],
    Satisfaction: ['OnSubmit'],
    Tag: ['OnAdd', 'OnUpdate', 'OnDelete', 'OnAddGroup', 'OnUpdateGroup', 'OnDeleteGroup'],
    Form: ['OnSubmit'],
    Chat: ['OnUserExit'],
  })
})

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

  test('no two triggers of an entity share a spelling', () => {
    for (const entity of entities) {
      const spellings = Object.keys(triggers[entity]).map(normalizeName)
      expect(new Set(spellings).size).toBe(spellings.length)
    }
  })
})
