import { describe, expect, test } from 'vitest'
import {
  flatMessageId,
  lastMessageRegisters,
  messageAttributes,
  sender,
} from '../../../../shared/entities/object/message.ts'

describe('who wrote a message', () => {
  test.each([
    [
      'its flag says the customer',
      { Content: { ruleLastMessageFromCustomer: true }, ManagerId: '3' },
      'customer',
    ],
    [
      'its flag says another',
      { Content: { ruleLastMessageFromCustomer: false }, ManagerId: null },
      'manager',
    ],
    ['it names a manager', { ManagerId: '3' }, 'manager'],
    ['it names manager 0, which is none', { ManagerId: null }, 'customer'],
    ['it tells nothing', {}, undefined],
  ])('%s', (_why, message, who) => {
    expect(sender(message)).toBe(who)
  })
})

test('the id of a flat message is that of the newest language', () => {
  const languages = [{ Item2: '10' }, { Item2: '9007199254740993' }, { Item2: '9' }, { Item2: null }, {}]
  expect(flatMessageId({ Content: { languages } })).toBe('9007199254740993')
  expect(flatMessageId({ Content: { languages: [] } })).toBeUndefined()
  expect(flatMessageId({})).toBeUndefined()
})

test('the fields of its event', () => {
  const attributes = messageAttributes({ Message: ' text ', ManagerId: '3' }, '77')
  expect(attributes).toEqual({
    messageId: '77',
    text: ' text ',
    from: 'manager',
    managerId: '3',
    actorId: '3',
  })
  expect(messageAttributes({ ManagerId: null }, undefined).actorId).toBeUndefined()
})

describe('the last message', () => {
  test('is an excerpt of 200 characters', () => {
    const registers = lastMessageRegisters({ Message: '🙂'.repeat(201) }, '2024')
    expect(registers.lastMessageText).toBe(`${'🙂'.repeat(200)}…`)
  })

  test('without text or writer says so, and leaves nothing of the one before', () => {
    expect(lastMessageRegisters({}, '2024')).toEqual({
      lastMessageAt: '2024',
      lastMessageText: null,
      lastMessageFrom: null,
    })
  })
})
