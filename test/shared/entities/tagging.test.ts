import { describe, expect, test } from 'vitest'
import {
  readTagRegister,
  tagAttributes,
  taggingRegisters,
  unlessEmpty,
} from '../../../shared/entities/tagging.ts'

describe('the registers of a tag', () => {
  test('say that it is held, and what it is called', () => {
    expect(taggingRegisters({ tagId: '5', isHeld: true, name: 'VIP', group: 'Rank' })).toEqual({
      'tagged.5': true,
      'tagNames.5': { name: 'VIP', group: 'Rank' },
    })
  })

  test('say that it is held no more', () => {
    expect(taggingRegisters({ tagId: '5', isHeld: false })).toMatchObject({ 'tagged.5': null })
  })

  test.each([undefined, null, ''])('do not change its name if the event has %j', (name) => {
    expect(taggingRegisters({ tagId: '5', isHeld: true, name })['tagNames.5']).toBeUndefined()
  })

  test('cut no character of a long name in half', () => {
    const registers = taggingRegisters({ tagId: '5', isHeld: true, name: `${'x'.repeat(199)}🙂 and more` })
    expect(JSON.stringify(registers)).not.toContain('\\ud83d')
  })
})

describe('a state shows', () => {
  const values = {
    'tagged.10': true,
    'tagged.9': true,
    'tagNames.9': { name: 'nine' },
    'tagNames.8': { name: 'eight', group: 'g' },
  }
  const shown = tagAttributes({ key: '1', values, versions: {}, cut: [] })

  test('the tags that are held, by number, with their names', () => {
    expect(shown.tagIds).toEqual(['9', '10'])
    expect(shown.tags).toEqual({ 9: { name: 'nine' }, 10: {} })
  })

  test('the names of those that were', () => {
    expect(shown.formerTags).toEqual({ 8: { name: 'eight', group: 'g' } })
  })

  test('nothing where there is nothing', () => {
    expect(tagAttributes({ key: '1', values: {}, versions: {}, cut: [] })).toEqual({})
  })

  test('what the registers are read back from', () => {
    const item = {
      tagIds: ['9', '10'],
      tags: { 9: { name: 'nine' }, 10: {} },
      formerTags: { 8: { name: 'eight' } },
    }
    expect(readTagRegister(item, 'tagged', '9')).toBe(true)
    expect(readTagRegister(item, 'tagged', '10')).toBe(true)
    expect(readTagRegister(item, 'tagged', '8')).toBeUndefined()
    expect(readTagRegister(item, 'tagNames', '9')).toEqual({ name: 'nine' })
    expect(readTagRegister(item, 'tagNames', '10')).toBeUndefined()
    expect(readTagRegister(item, 'tagNames', '8')).toEqual({ name: 'eight' })
    expect(readTagRegister({}, 'tagged', '9')).toBeUndefined()
  })
})

test('an empty list or map is absent', () => {
  expect(unlessEmpty([])).toBeUndefined()
  expect(unlessEmpty({})).toBeUndefined()
  expect(unlessEmpty(['a'])).toEqual(['a'])
})
