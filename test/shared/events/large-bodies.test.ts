import { expect, test } from 'vitest'
import { bodyKey } from '../../../shared/events/large-bodies.ts'

test('the key of a body has its entity and the day of receipt', () => {
  expect(bodyKey('Object', '2024-06-16T12:00:00.000Z', 'JKJaXmPLvHcESHA=')).toBe(
    'Object/2024-06-16/JKJaXmPLvHcESHA%3D.json',
  )
})

test('a delivery id with a slash makes no folder', () => {
  expect(bodyKey('Quarantine', '2024-06-16T12:00:00.000Z', '../a/b').split('/')).toHaveLength(3)
})
