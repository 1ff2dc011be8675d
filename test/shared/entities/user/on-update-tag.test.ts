import { expect, test } from 'vitest'
import { first, issuesOf, stateAfter } from '../../events-of.ts'

test("a user's tags, with their names", () => {
  const Tags = { Tag: { Id: 9007199254740991, Action: 'Add', Name: 'VIP' } }
  const event = first('User', 'OnUpdateTag', { Id: '5', Tags })
  expect(event).toMatchObject({ key: '5', identity: 'delivery' })
  expect(stateAfter('User', event)).toMatchObject({
    userId: '5',
    tagIds: ['9007199254740991'],
    tags: { 9007199254740991: { name: 'VIP' } },
  })
})

test('a user without an id is refused', () => {
  expect(issuesOf('User', 'OnUpdateTag', { Tags: { Tag: { Id: '1', Action: 'Add' } } })).toHaveLength(1)
})
