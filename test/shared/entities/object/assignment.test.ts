import { describe, expect, test } from 'vitest'
import type { Event } from '../../../../shared/events/event.ts'
import { at, first, issuesOf, stateAfter } from '../../events-of.ts'

const assigned = (minute: string, second?: string) =>
  first('Object', 'OnAssign', { Id: '1', StreamId: '7' }, at(minute, second))
const unassigned = (minute: string, second?: string) =>
  first('Object', 'OnUnAssign', { Id: '1', StreamId: '7' }, at(minute, second))
const given = (minute: string, Data: Record<string, string | number>, second = '00') =>
  first('Object', 'OnNewActivity', {
    Id: '1',
    Activities: {
      Activity: { Id: `5${minute}`, Type: '6', Data, CreateDate: `2024-06-16 12:${minute}:${second}` },
    },
  })
const state = (...events: Event[]) => {
  const { assigned: is, managerId } = stateAfter('Object', ...events)
  return { assigned: is, managerId }
}

describe('who holds a conversation', () => {
  test('OnAssign says that somebody does', () => {
    expect(state(assigned('01'))).toEqual({ assigned: true, managerId: undefined })
  })

  test('activity 6 says who', () => {
    expect(state(given('01', { managerId: 23571002, assignedManagerId: 23571002 }))).toEqual({
      assigned: true,
      managerId: '23571002',
    })
    expect(state(assigned('02'), given('01', { managerId: 23571002 }))).toEqual({
      assigned: true,
      managerId: '23571002',
    })
  })

  test('a conversation that somebody holds shows no former holder', () => {
    expect(stateAfter('Object', given('01', { managerId: 3 }))).not.toHaveProperty('formerManagerId')
  })

  test.each([
    [{ assignedManagerId: 0, managerId: 0 }],
    [{ managerId: '0' }],
    [{ assignedManagerId: 0, managerId: 23571002 }],
  ])('activity 6 with %j says that nobody does', (Data) => {
    expect(state(given('01', { assignedManagerId: 3 }), given('02', Data))).toEqual({
      assigned: false,
      managerId: undefined,
    })
  })

  test('activity 6 without a manager says nothing', () => {
    expect(state(given('01', { assignedManagerId: 3 }), given('02', {}))).toEqual({
      assigned: true,
      managerId: '3',
    })
  })

  test('one activity that was sent with a manager and without one, then OnAssign: one state in every order', () => {
    const events = [given('01', { assignedManagerId: 3 }), given('01', { assignedManagerId: 0 })]
    expect(state(...events)).toEqual({ assigned: false, managerId: undefined })
    expect(state(...events, assigned('05'))).toEqual({ assigned: true, managerId: '3' })
  })

  test('OnUnAssign says that nobody does', () => {
    expect(state(given('01', { assignedManagerId: 3 }), unassigned('02'))).toEqual({
      assigned: false,
      managerId: undefined,
    })
  })

  test.each([
    ['a second', '59', '3'],
    ['four seconds', '56', '3'],
    ['six seconds', '54', undefined],
  ])(
    'activity 6, dated %s before OnUnAssign was received: our clock starts up to 5 s later',
    (_how, second, managerId) => {
      const events = [unassigned('02'), given('01', { assignedManagerId: 3 }, second)]
      expect(state(...events)).toEqual({ assigned: managerId !== undefined, managerId })
      expect(state(...events, assigned('02', '01'))).toEqual({ assigned: true, managerId })
    },
  )

  test('activity 6, dated after OnUnAssign was received, says who', () => {
    expect(state(unassigned('02'), given('02', { assignedManagerId: 3 }, '01'))).toEqual({
      assigned: true,
      managerId: '3',
    })
  })

  test('assigned, unassigned and assigned again: three events, assigned, to whom is not known', () => {
    const events = [given('01', { assignedManagerId: 3 }), assigned('02'), unassigned('03'), assigned('04')]
    expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(4)
    expect(state(...events)).toEqual({ assigned: true, managerId: undefined })
  })
})

test('the channel that they say in passing counts a minute earlier: it yields to a change, and heals a lost one', () => {
  expect(stateAfter('Object', assigned('01')).streamId).toBe('7')
  const created = first('Object', 'OnNew', { Id: '1', StreamId: '5', CreateDate: '2024-06-16 12:00:30' })
  expect(stateAfter('Object', created, assigned('01'), unassigned('01', '30')).streamId).toBe('5')
  expect(stateAfter('Object', created, assigned('02')).streamId).toBe('7')
})

test.each(['OnAssign', 'OnUnAssign'])('%s needs only the conversation', (trigger) => {
  expect(issuesOf('Object', trigger, { Id: '1' })).toEqual([])
  expect(issuesOf('Object', trigger, { StreamId: '1' })).toEqual([
    { path: 'Id', expected: 'a value', received: 'nothing' },
  ])
})
