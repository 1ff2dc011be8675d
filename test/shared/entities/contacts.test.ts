import { describe, expect, test } from 'vitest'
import { streamProviders } from '../../../shared/commbox/enums.ts'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import { first } from '../events-of.ts'

const contactsOf = (User: JsonObject, more: JsonObject = {}) =>
  first('Object', 'OnNew', { Id: '1', User: { Id: '5511', ...User }, ...more }).contacts
const onChannel = (StreamProviderType: string | number, StreamProviderId = '972501234567') =>
  contactsOf({ Identity: { StreamProviderType, StreamProviderId } })

describe('a customer is known by', () => {
  test('both numbers and the address', () => {
    expect(contactsOf({ Phone1: '1', Phone2: '2', Email: 'a@b.c' })).toEqual([
      { kind: 'phone', text: '1' },
      { kind: 'phone', text: '2' },
      { kind: 'email', text: 'a@b.c' },
    ])
  })

  // The ids of the other providers are neither numbers nor addresses. Source: StreamProviderType.
  test.each(Object.keys(streamProviders))('the id of an identity of provider %s', (number) => {
    const kind = ['5', '7', '16'].includes(number)
      ? 'phone'
      : ['4', '14', '15'].includes(number)
        ? 'email'
        : undefined
    const expected = kind === undefined ? [] : [{ kind, text: '972501234567' }]
    expect(onChannel(number)).toEqual(expected)
    expect(onChannel(Number(number))).toEqual(expected)
  })

  test('a provider may come by its name; one that is not listed says nothing', () => {
    expect(onChannel('WhatsApp')).toEqual([{ kind: 'phone', text: '972501234567' }])
    expect(onChannel('Gmail', 'dana@acme.example')).toEqual([{ kind: 'email', text: 'dana@acme.example' }])
    expect(onChannel('BumpYard')).toEqual([])
    expect(onChannel('99')).toEqual([])
  })

  test('each of several identities, and the address of one', () => {
    const Identity = [
      { StreamProviderType: '6', StreamProviderId: '5b3afd9e', StreamProviderEmail: 'dana@acme.example' },
      { StreamProviderType: '7', StreamProviderId: '972501234567' },
    ]
    expect(contactsOf({ Identity })).toEqual([
      { kind: 'email', text: 'dana@acme.example' },
      { kind: 'phone', text: '972501234567' },
    ])
  })

  test('at most 20 of a payload', () => {
    const Identity = Array.from({ length: 30 }, (_, n) => ({
      StreamProviderType: 7,
      StreamProviderId: `${n}1`,
    }))
    expect(contactsOf({ Identity })).toHaveLength(20)
  })

  test('nothing that is empty', () => {
    expect(contactsOf({ Phone1: '', Email: ' ', Identity: { StreamProviderId: '' } })).toEqual([])
  })
})

test('a conversation is not found by the number of the agent who wrote', () => {
  const agent = { Id: '3', Phone1: '1', Email: 'agent@b.c' }
  expect(contactsOf(agent, { ManagerId: '3' })).toBeUndefined()
  const flat = first('Object', 'OnNewChild', { Id: '1', User: agent, ManagerId: '3' })
  expect(flat.contacts).toBeUndefined()
  const Child = { Id: '8', ManagerId: '3', User: agent }
  expect(first('Object', 'OnNewChild', { Id: '1', Children: { Child } }).contacts).toBeUndefined()
})

test.each(['flat', 'nested'])('a conversation is found by the number in a %s message', (layout) => {
  const User = { Id: '5511', Phone1: '1' }
  const Child = { Id: '8', ManagerId: '0', User, Content: { ruleLastMessageFromCustomer: true } }
  const payload = layout === 'flat' ? { Id: '1', User } : { Id: '1', Children: { Child } }
  expect(first('Object', 'OnNewChild', payload).contacts).toEqual([{ kind: 'phone', text: '1' }])
})

test.each(['OnNew', 'OnUpdate', 'Login', 'Logout'])('a user is found by every contact in %s', (trigger) => {
  const Identity = { StreamProviderType: '7', StreamProviderId: '3' }
  const payload = { Id: '1', Phone1: '1', Phone2: '2', Email: 'a@b.c', Identity }
  expect(first('User', trigger, payload).contacts?.map(({ text }) => text)).toEqual(['1', '2', 'a@b.c', '3'])
})
