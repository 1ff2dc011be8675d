import { expect, test } from 'vitest'
import { addressOf, viewOf, withMore } from '../../../infra/console/view.ts'

const read = (query: string) => viewOf(new URLSearchParams(query))

test('a view can be read back from its address', () => {
  const view = { conversation: '4400000000000080', status: '2', find: 'שלום & "x"', rows: 50 }
  expect(read(addressOf(view).replace('/?', ''))).toEqual(view)
  expect(addressOf(read(''))).toBe('/')
  expect(addressOf(withMore(read('find=a')))).toBe('/?find=a&rows=50')
})

test('invalid parameters are ignored', () => {
  expect(read('conversation=1%27--&status=open&find=%20&rows=-3')).toEqual({ rows: 25 })
  expect(read('rows=many').rows).toBe(25)
  expect(read('rows=1e9').rows).toBe(1000)
})
