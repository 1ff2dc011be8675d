import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import type { Event } from '../../../shared/events/event.ts'
import { erasureOf, isAhead, subjectKeys, usersIn } from '../../../shared/store/erased.ts'
import { first } from '../events-of.ts'

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

describe('what an erasure means for an event', () => {
  const before = '2024-06-15T12:00:00.000Z'
  const noon = '2024-06-16T12:00:00.000Z'
  const after = '2024-06-18T12:00:00.000Z'
  const all = (erasedAt: string) => ({ objectId: '1', erasedAt })
  const texts = (textsErasedAt: string) => ({ objectId: '1', textsErasedAt })
  const event = (occurredAt: string, receivedAt: string, payload: JsonObject = { Id: '1' }): Event => {
    const draft = first('Object', 'OnAssign', payload, { receivedAt, requestId: 'r-1' })
    return { ...draft, occurredAt, needsFirstReceipt: false }
  }
  const written = { Id: '1', Message: 'Hello' }
  type States = (JsonObject | undefined)[]

  test.each<[string, Event, States, string]>([
    ['of nothing', event(before, before), [undefined, undefined, {}], 'none'],
    ['when it occurred', event(noon, after), [all(noon)], 'erased'],
    ['when it was received', event(after, noon), [all(noon)], 'erased'],
    ['before both, within a day', event('2024-06-17T12:00:00.000Z', after), [all(noon)], 'contested'],
    ['before both, by more than a day', event('2024-06-17T12:00:00.001Z', after), [all(noon)], 'none'],
    ['of a user in it', event(noon, after), [undefined, all(before), all(noon)], 'erased'],
    ['of the texts of a user', event(noon, after), [undefined, texts(noon)], 'none'],
    ['of its text', event(noon, after, written), [texts(noon)], 'erased'],
    ['of texts, and it has none', event(noon, after), [texts(noon)], 'none'],
  ])('%s', (_, each, states, meaning) => {
    expect(erasureOf('Object', each, states)).toBe(meaning)
  })

  test('is never contested if every delivery is another, or receipts say when it came first', () => {
    const contested = event('2024-06-17T12:00:00.000Z', after)
    expect(erasureOf('Object', { ...contested, identity: 'delivery' }, [all(noon)])).toBe('none')
    expect(erasureOf('Object', { ...contested, needsFirstReceipt: true }, [all(noon)])).toBe('none')
  })

  test('of a trigger that is no longer known, all that is written counts as text', () => {
    const unknown = event(noon, after, written)
    const delivery = { ...unknown.delivery, trigger: 'OnOther' }
    expect(erasureOf('Object', { ...unknown, delivery }, [texts(noon)])).toBe('erased')
  })

  test('needs a stub of its own only if it is dated after its receipt', () => {
    expect([after, noon, before].map((at) => isAhead(event(at, noon)))).toEqual([true, false, false])
  })
})
