import { expect, test, vi } from 'vitest'
import { errorName, log } from '../../shared/log.ts'

test('one entry is one line of JSON, without what is undefined', () => {
  const written = vi.spyOn(console, 'log').mockImplementation(() => {})
  log({ level: 'INFO', message: 'two\nlines', brand: undefined })
  const line = String(written.mock.calls[0]?.[0])
  written.mockRestore()
  expect(line).not.toContain('\n')
  expect(JSON.parse(line)).toEqual({
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    level: 'INFO',
    message: 'two\nlines',
  })
})

test('of an error its name, never its message', () => {
  expect(errorName(new TypeError('Hello Mendy Doe'))).toBe('TypeError')
  expect(errorName('Hello Mendy Doe')).toBe('unknown')
})
