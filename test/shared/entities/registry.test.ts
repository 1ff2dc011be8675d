import { expect, test } from 'vitest'
import { type Entity, entities, normalizeName } from '../../../shared/commbox/names.ts'
import { definitions } from '../../../shared/entities/registry.ts'
import { documentedTriggers } from '../../fixtures.ts'

/** The triggers in CommBox's help article, and User's OnUpdateTag, which is in its public API only. */
const ofArticle: Partial<Record<Entity, string[]>> = {
  Object: ['OnNew', 'OnNewChild', 'OnNewActivity', 'OnUpdateTag', 'OnAssign', 'OnUnAssign'],
  User: ['OnNew', 'OnUpdate', 'Login', 'Logout', 'OnUpdateTag'],
  Satisfaction: ['OnSubmit'],
  Tag: ['OnAdd', 'OnUpdate', 'OnDelete', 'OnAddGroup', 'OnUpdateGroup', 'OnDeleteGroup'],
  Form: ['OnSubmit'],
  Chat: ['OnUserExit'],
}

test.each(entities)("every trigger of the article's is known: %s", (entity) => {
  expect(Object.keys(definitions[entity].triggers)).toEqual(expect.arrayContaining(ofArticle[entity] ?? []))
})

test.each(entities)('a fixture shows every known trigger, and no other: %s', (entity) => {
  expect(new Set(Object.keys(definitions[entity].triggers))).toEqual(documentedTriggers().get(entity))
})

test.each(entities)('no two triggers share a spelling: %s', (entity) => {
  const spellings = Object.keys(definitions[entity].triggers).map(normalizeName)
  expect(new Set(spellings).size).toBe(spellings.length)
})
