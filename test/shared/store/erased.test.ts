import { expect, test } from 'vitest'
import { subjectKeys, usersIn } from '../../../shared/store/erased.ts'

test('users are found wherever a payload names them: in elements, in JSON text, under either spelling of the id', () => {
  const Child = [{ User: { Id: '0012' } }, { User: { id: 7 } }, { User: '{"Id":"9"}' }, 'text']
  expect(usersIn({ Id: '1', User: { Id: '12', FirstName: '{"User":' }, Children: { Child } })).toEqual([
    '12',
    '7',
    '9',
  ])
})

test('what is no id is none: user 0, and everything that is not called a user', () => {
  expect(usersIn({ Id: '1', User: { Id: '0' }, Users: { Id: '5' }, Object: { Id: '6' } })).toEqual([])
  expect(usersIn({ User: { Id: 'text' }, Data: { User: null } })).toEqual([])
})

test('the states of a thing and of its users are read, and of no more than 20 users', () => {
  expect(subjectKeys({ key: '1', payload: { User: { Id: '5' } } })).toEqual([
    { key: '1', record: 'state' },
    { key: 'user#5', record: 'state' },
  ])
  const many = Array.from({ length: 50 }, (_, n) => ({ User: { Id: n + 1 } }))
  expect(subjectKeys({ key: '1', payload: { many } })).toHaveLength(21)
})
