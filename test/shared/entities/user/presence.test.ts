import { expect, test } from 'vitest'
import { at, first, stateAfter } from '../../events-of.ts'

const login = (minute: string) => first('User', 'Login', { Id: '1', Email: 'a@b' }, at(minute))
const logout = (minute: string) => first('User', 'Logout', { Id: '1', Email: 'a@b' }, at(minute))

test('a user whose last event is a login is logged in', () => {
  expect(stateAfter('User', logout('01'), login('02'))).toMatchObject({
    loggedIn: true,
    presence: 'loggedIn',
    lastLoginAt: '2024-06-16T12:02:00.000Z',
    lastLogoutAt: '2024-06-16T12:01:00.000Z',
  })
})

test('a user who logged out last is not, even if the login is received later', () => {
  const state = stateAfter('User', logout('02'), login('01'))
  expect(state).toMatchObject({ loggedIn: false, lastLoginAt: '2024-06-16T12:01:00.000Z' })
  expect(state).not.toHaveProperty('presence')
})

test('a user of whom neither is known is neither', () => {
  const state = stateAfter('User', first('User', 'OnUpdate', { Id: '1' }))
  expect(state).not.toHaveProperty('loggedIn')
  expect(state).not.toHaveProperty('presence')
})

test('an agent can log in twice with the same file: those are two events', () => {
  expect(login('01').eventId).not.toBe(login('02').eventId)
  expect(login('01').fingerprint).toBe(login('02').fingerprint)
})
