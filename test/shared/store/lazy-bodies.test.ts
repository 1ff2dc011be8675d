import { expect, test } from 'vitest'
import { lazyBodies } from '../../../shared/store/lazy-bodies.ts'
import { bodiesInMemory } from '../../emulated-tables.ts'

test('bodies are opened by the first that is read, written or erased, and only once', async () => {
  const opened: string[] = []
  const own = bodiesInMemory()
  const bodies = lazyBodies(async () => {
    opened.push('opened')
    return own
  })
  expect(opened).toEqual([])
  await Promise.all([bodies.put('a', '1'), bodies.put('b', '2')])
  expect(await bodies.get('a')).toBe('1')
  expect(await bodies.erase('b', 'former')).toBe(0)
  expect(await bodies.erase('b', 'every')).toBe(1)
  expect(opened).toEqual(['opened'])
  expect([...own.stored]).toEqual([['a', '1']])
})
