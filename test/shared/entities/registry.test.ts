import { expect, test } from 'vitest'
import { type Entity, entities, normalizeName } from '../../../shared/commbox/names.ts'
import { objectTable } from '../../../shared/entities/object/table.ts'
import { definitions, isSelfDescribing } from '../../../shared/entities/registry.ts'
import { userTable } from '../../../shared/entities/user/table.ts'
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

test.each(entities)(
  'a payload of %s identifies its trigger if there is one, or its name is in it',
  (entity) => {
    expect(isSelfDescribing(entity)).toBe(!['Object', 'User'].includes(entity))
  },
)

test('each element of a list that CommBox documents is an event of its own', () => {
  const listsOf = (entity: Entity) =>
    Object.entries(definitions[entity].triggers).flatMap(([name, { list }]) => (list ? [[name, list]] : []))
  const tags = ['OnUpdateTag', { holder: 'Tags', name: 'Tag' }]
  expect(listsOf('Object')).toEqual([
    ['OnNewChild', { holder: 'Children', name: 'Child' }],
    ['OnNewActivity', { holder: 'Activities', name: 'Activity' }],
    tags,
  ])
  expect(listsOf('User')).toEqual([tags])
})

test('a member that only some triggers have contradicts the others', () => {
  const distinctive = (entity: Entity) =>
    new Set(Object.values(definitions[entity].triggers).flatMap((trigger) => trigger.distinctive ?? []))
  const documented = {
    Object: ['Activities', 'Tags', 'Children', 'Message'],
    User: ['Tags', 'UniqueID', 'FirstName', 'LastName'],
  }
  for (const [entity, members] of Object.entries(documented))
    expect([...distinctive(entity as Entity)]).toEqual(expect.arrayContaining(members))
})

// A change of these would make DynamoDB build the index again. Source: docs/tables.md.
test('the lists of conversations and of users show the same of each', () => {
  const { byChannel, byChannelAndStatus, byCustomer, byManager } = objectTable.indexes
  const summary = ['statusId', 'status', 'streamId', 'customerId', 'customerName', 'managerId', 'startedAt']
  for (const { include } of [byChannel, byChannelAndStatus, byCustomer, byManager])
    expect(include).toEqual(summary)
  const profile = ['firstName', 'lastName', 'email', 'phone1', 'phone2', 'uniqueId', 'locale']
  for (const { include } of [userTable.indexes.byUniqueId, userTable.indexes.byPresence])
    expect(include).toEqual(profile)
})
