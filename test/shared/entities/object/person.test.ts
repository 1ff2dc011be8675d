import { describe, expect, test } from 'vitest'
import { customerRegisters } from '../../../../shared/entities/object/person.ts'

describe('the customer of a conversation', () => {
  test('by name and numbers', () => {
    const person = {
      Id: '9',
      FirstName: 'Mendy',
      LastName: 'Doe',
      Phone1: '972',
      Phone2: '973',
      Email: 'a@b',
    }
    expect(customerRegisters(person)).toEqual({
      customerId: '9',
      customerName: 'Mendy Doe',
      customerPhone: '972',
      customerEmail: 'a@b',
    })
  })

  test.each([
    [{ FirstName: 'Mendy', LastName: null }, 'Mendy'],
    [{ FirstName: null, LastName: 'Doe' }, 'Doe'],
    [{ FirstName: null, LastName: null, Identity: { UserName: 'mendy' } }, 'mendy'],
    [{ Identity: { UserName: 'mendy' } }, 'mendy'],
    [{ FirstName: null, LastName: null, Identity: { UserName: null } }, null],
    [{}, undefined],
  ])('is called, of %j, %j', (names, name) => {
    expect(customerRegisters({ Id: '9', ...names }).customerName).toBe(name)
  })

  test('is called up by the second number where there is no first', () => {
    expect(customerRegisters({ Id: '9', Phone1: null, Phone2: '973' }).customerPhone).toBe('973')
    expect(customerRegisters({ Id: '9', Phone1: null }).customerPhone).toBeNull()
    expect(customerRegisters({ Id: '9' }).customerPhone).toBeUndefined()
  })
})

test.each([undefined, { Id: null }, { FirstName: 'Mendy' }])(
  '%j is nobody: user 0 is the system',
  (person) => {
    expect(customerRegisters(person)).toEqual({})
  },
)
