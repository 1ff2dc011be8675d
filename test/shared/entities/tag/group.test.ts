import { describe, expect, test } from 'vitest'
import { definitions } from '../../../../shared/entities/registry.ts'
import { at, first, issuesOf, stateAfter } from '../../events-of.ts'

const added = () =>
  first('Tag', 'OnAddGroup', { eventName: 'OnAddGroup', groupId: '7', name: 'TestAddGroup' }, at('01'))
const renamed = () =>
  first('Tag', 'OnUpdateGroup', { eventName: 'OnUpdateGroup', groupId: '7', name: 'New' }, at('02'))
const deleted = () => first('Tag', 'OnDeleteGroup', { groupId: '7' }, at('03'))

describe('a group of tags', () => {
  test('has a key apart from the tag of the same number', () => {
    expect(added().key).toBe('group#7')
    const state = stateAfter('Tag', added())
    expect(state).toMatchObject({ tagKey: 'group#7', groupId: '7', name: 'TestAddGroup', deleted: false })
    expect(state).not.toHaveProperty('tagId')
  })

  test('is no member of itself', () => {
    expect(stateAfter('Tag', added())).not.toHaveProperty('memberOf')
  })

  test('is renamed', () => {
    expect(stateAfter('Tag', renamed(), added()).name).toBe('New')
  })

  test('is deleted(), and its name stays readable', () => {
    expect(stateAfter('Tag', added(), deleted(), renamed())).toMatchObject({ deleted: true, name: 'New' })
  })

  test('is there again when it is changed after its deletion', () => {
    const again = first('Tag', 'OnUpdateGroup', { groupId: '7' }, at('04'))
    expect(stateAfter('Tag', added(), deleted(), again)).toMatchObject({
      deleted: false,
      name: 'TestAddGroup',
    })
  })
})

test.each(['OnAddGroup', 'OnUpdateGroup', 'OnDeleteGroup'])('%s needs a group: 0 is none', (trigger) => {
  expect(issuesOf('Tag', trigger, { groupId: 7 })).toEqual([])
  expect(issuesOf('Tag', trigger, { groupId: '0' })).toMatchObject([{ path: 'groupId' }])
  expect(issuesOf('Tag', trigger, {})).toMatchObject([{ path: 'groupId', received: 'nothing' }])
})

test.each([{ eventName: 'OnDeleteGroup' }, { tagId: '5' }, { name: 'Topics' }])(
  'a payload with only its id is a deletion, and one with %j as well is not certainly one',
  (more) => {
    const trigger = definitions.Tag.triggers.OnDeleteGroup
    expect(trigger?.isCertain({ groupId: '7' })).toBe(true)
    expect(trigger?.isCertain({ groupId: '7', ...more })).toBe(false)
  },
)
