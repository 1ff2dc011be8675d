import { describe, expect, test } from 'vitest'
import { first, issuesOf, stateAfter } from '../../events-of.ts'

const updated = {
  Content: {},
  Id: '3377699720575719',
  Phone1: ' 19175012555',
  Phone2: '',
  UniqueID: '01234512367',
  Email: ' John1Doe2@gmail.com',
  FirstName: 'John',
  LastName: 'Doe',
  NumIdentities: '1',
  Locale: 'en_US',
  Remarks: '',
}
const later = { receivedAt: '2024-06-16T13:00:00.000Z', deliveryId: 'delivery-2' }

// Every trigger of a user except OnUpdateTag has the same profile.
describe.each(['OnNew', 'OnUpdate', 'Login', 'Logout'])('the profile in %s', (trigger) => {
  const event = first('User', trigger, updated)

  test('is shown, trimmed where people look it up; numbers keep their leading zero', () => {
    expect(stateAfter('User', event)).toMatchObject({
      userId: '3377699720575719',
      phone1: '19175012555',
      uniqueId: '01234512367',
      email: 'John1Doe2@gmail.com',
      firstName: 'John',
      lastName: 'Doe',
      locale: 'en_US',
    })
  })

  test('shows nothing of what is empty', () => {
    const state = stateAfter('User', event)
    for (const name of ['phone2', 'remarks', 'content']) expect(state).not.toHaveProperty(name)
  })

  test('clears what is empty in it, and does not change what is absent', () => {
    const next = first('User', trigger, { Id: '3377699720575719', Email: '', Phone1: ' ' }, later)
    const state = stateAfter('User', event, next)
    for (const name of ['email', 'phone1']) expect(state).not.toHaveProperty(name)
    expect(state).toMatchObject({ firstName: 'John', uniqueId: '01234512367' })
  })

  test('says nothing if it has only an id', () => {
    expect(
      stateAfter('User', event, first('User', trigger, { Id: '3377699720575719' }, later)),
    ).toMatchObject({
      email: 'John1Doe2@gmail.com',
      locale: 'en_US',
    })
  })

  test('needs an id', () => {
    expect(issuesOf('User', trigger, { UniqueID: '5' })).toEqual([
      { path: 'Id', expected: 'a value', received: 'nothing' },
    ])
  })

  test('has a content of the customer, which may come as JSON text', () => {
    const Content = { _isEmailVerified: true, _activationState: 'Handled', n: 1.5 }
    expect(stateAfter('User', first('User', trigger, { Id: '1', Content })).content).toEqual(Content)
    const text = { Id: '1', Content: JSON.stringify(Content) }
    expect(stateAfter('User', first('User', trigger, text)).content).toEqual(Content)
    expect(issuesOf('User', trigger, { Id: '1', Content: 'words' })).toEqual([])
  })

  test('has a content of 17 KB: what fits is kept, and the state says that it was cut', () => {
    const Content = Object.fromEntries(
      Array.from({ length: 17 }, (_, number) => [`field_${number + 10}`, 'x'.repeat(1000)]),
    )
    const { content, cut } = stateAfter('User', first('User', trigger, { Id: '1', Content }))
    expect(cut).toEqual(['content'])
    const kept = Object.keys(content ?? {})
    expect(kept).toEqual(Object.keys(Content).slice(0, kept.length))
    expect(kept.length).toBeGreaterThan(10)
    const small = first('User', trigger, { Id: '1', Content: { DEMO: 'x' } }, later)
    expect(stateAfter('User', first('User', trigger, { Id: '1', Content }), small)).toMatchObject({
      content: { DEMO: 'x' },
    })
  })
})
