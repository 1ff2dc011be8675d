import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../../shared/commbox/json.ts'
import { customerDraft } from '../../../../shared/entities/object/person.ts'
import { at, first, stateAfter } from '../../events-of.ts'

describe('the registers of a customer', () => {
  test('are kept under the id: name, number and address', () => {
    const person = {
      Id: '9',
      FirstName: 'Mendy',
      LastName: 'Doe',
      Phone1: '972',
      Phone2: '973',
      Email: 'a@b',
    }
    expect(customerDraft(person, null).sets).toEqual({
      customerId: '9',
      'customers.9.name': 'Mendy Doe',
      'customers.9.phone': '972',
      'customers.9.email': 'a@b',
    })
  })

  test.each([
    [{ FirstName: 'Mendy', LastName: null }, 'Mendy'],
    [{ FirstName: null, LastName: 'Doe' }, 'Doe'],
    [{ FirstName: null, LastName: null, Identity: [{ UserName: 'mendy' }] }, 'mendy'],
    [{ LastName: 'Doe' }, 'Doe'],
    [{ Identity: [{ UserName: 'mendy' }] }, 'mendy'],
    [{ FirstName: null, LastName: null, Identity: [{ UserName: null }] }, null],
    [{}, undefined],
  ])('of %j have the name %j', (names, name) => {
    expect(customerDraft({ Id: '9', ...names }, null).sets?.['customers.9.name']).toBe(name)
  })

  test.each([
    [{ Phone1: null, Phone2: '973' }, '973'],
    [{ Phone1: null }, null],
    [{}, undefined],
  ])('of %j have the number %j', (numbers, number) => {
    expect(customerDraft({ Id: '9', ...numbers }, null).sets?.['customers.9.phone']).toBe(number)
  })

  test.each([
    [undefined, null],
    [{ Id: null }, null],
    [{ FirstName: 'Mendy' }, null],
    [{ Id: '3', FirstName: 'Best' }, '3'],
  ])(
    'are none of %j, with manager %j: user 0 is the system, and a manager no customer',
    (person, managerId) => {
      expect(customerDraft(person, managerId)).toEqual({})
    },
  )
})

describe('the customer of a conversation', () => {
  const known = { Id: '5511', FirstName: 'Mendy', LastName: 'Doe', Phone1: '972539640001', Email: 'a@b.c' }
  const created = first('Object', 'OnNew', { Id: '1', CreateDate: '16-06-2024 12:00:00', User: known })
  const flat = (User: JsonObject, minute: string, more: JsonObject = {}) =>
    first('Object', 'OnNewChild', { Id: '1', User, ...more }, at(minute))
  const nested = (User: JsonObject, minute: string, more: JsonObject = {}) =>
    first('Object', 'OnNewChild', {
      Id: '1',
      Children: {
        Child: { Id: `8${minute}`, User, ManagerId: '0', CreateDate: `16-06-2024 12:${minute}:00`, ...more },
      },
    })
  const customerOf = ({ customerId, customerName, customerPhone, customerEmail }: JsonObject) => ({
    customerId,
    customerName,
    customerPhone,
    customerEmail,
  })
  const mendy = {
    customerId: '5511',
    customerName: 'Mendy Doe',
    customerPhone: '972539640001',
    customerEmail: 'a@b.c',
  }

  describe.each([
    ['flat', flat],
    ['nested', nested],
  ])('%s', (_layout, message) => {
    test('another one, by id only, has nothing of the one before', () => {
      const other = message({ Id: '6622' }, '05')
      expect(customerOf(stateAfter('Object', created, other))).toEqual({ customerId: '6622' })
    })

    test('another one, said again in full, has its own details', () => {
      const other = message({ Id: '6622' }, '05')
      const inFull = message({ Id: '6622', FirstName: 'Noa', Phone1: '972500000000', Email: '' }, '06')
      expect(customerOf(stateAfter('Object', created, other, inFull))).toEqual({
        customerId: '6622',
        customerName: 'Noa',
        customerPhone: '972500000000',
      })
    })

    test('the one before again, by id only, has the details that are known', () => {
      const other = message({ Id: '6622', FirstName: 'Noa' }, '05')
      const again = message({ Id: '5511' }, '06')
      expect(customerOf(stateAfter('Object', created, other, again))).toEqual(mendy)
    })

    test('the agent who wrote is not the customer', () => {
      const agent = { Id: '5416672', FirstName: 'Best', Phone1: '1', Email: 'agent@b.c' }
      const byAgent = message(agent, '05', { ManagerId: '5416672' })
      expect(customerOf(stateAfter('Object', created, byAgent))).toEqual(mendy)
      expect(stateAfter('Object', byAgent)).not.toHaveProperty('customerId')
    })
  })

  test('the agent who opened the conversation is not the customer', () => {
    const byAgent = first('Object', 'OnNew', { Id: '1', ManagerId: '5416672', User: { Id: 5416672 } })
    expect(stateAfter('Object', byAgent)).not.toHaveProperty('customerId')
  })

  test("a nested agent's message: `User` beside the children is the customer", () => {
    const byAgent = first('Object', 'OnNewChild', {
      Id: '1',
      User: known,
      Children: { Child: { Id: '8', ManagerId: '3', User: { Id: '3' }, CreateDate: '16-06-2024 12:05:00' } },
    })
    expect(customerOf(stateAfter('Object', byAgent))).toEqual(mendy)
  })
})
