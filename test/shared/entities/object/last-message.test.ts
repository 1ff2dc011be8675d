import { describe, expect, test } from 'vitest'
import { lastMessageRegisters } from '../../../../shared/entities/object/message.ts'
import { eventTime } from '../../../../shared/events/draft.ts'
import { at, first, stateAfter } from '../../events-of.ts'

describe('the last message', () => {
  test('is an excerpt of 200 characters', () => {
    const registers = lastMessageRegisters({ Message: '🙂'.repeat(201) })
    expect(registers.lastMessageText).toBe(`${'🙂'.repeat(200)}…`)
  })

  test('without a text says only when it was; with an empty one, that it is empty', () => {
    expect(lastMessageRegisters({ ManagerId: '3' })).toEqual({ lastMessageAt: eventTime })
    expect(lastMessageRegisters({ Message: null })).toEqual({
      lastMessageAt: eventTime,
      lastMessageText: null,
      lastMessageFrom: null,
    })
  })
})

describe('a message without its text leaves text and writer of the latest message that has one', () => {
  const said = { lastMessageText: 'Hello World', lastMessageFrom: 'customer' }
  const fullText = { Message: 'Hello World', ManagerId: '0' }
  const full = (CreateDate?: string) => ({
    flat: first(
      'Object',
      'OnNewChild',
      { Id: '1', ...fullText, ...(CreateDate ? { CreateDate } : {}) },
      at('05'),
    ),
    nested: first(
      'Object',
      'OnNewChild',
      { Id: '1', Children: { Child: { Id: '8', ...fullText, ...(CreateDate ? { CreateDate } : {}) } } },
      at('05'),
    ),
  })
  const fulls = [
    ['flat, dated', full('16-06-2024 12:04:58').flat],
    ['flat, undated', full().flat],
    ['nested, dated', full('16-06-2024 12:04:58').nested],
    ['nested, undated', full().nested],
  ] as const
  const slims = [
    ['flat', first('Object', 'OnNewChild', { Id: '1', StreamId: '7' }, at('06'))],
    [
      'flat, dated',
      first('Object', 'OnNewChild', { Id: '1', StreamId: '7', CreateDate: '16-06-2024 12:05:58' }, at('06')),
    ],
    [
      'the same message',
      first('Object', 'OnNewChild', { Id: '1', Children: { Child: { Id: '8' } } }, at('06')),
    ],
    ['a later one', first('Object', 'OnNewChild', { Id: '1', Children: { Child: { Id: '9' } } }, at('06'))],
    [
      'the same message, dated',
      first(
        'Object',
        'OnNewChild',
        { Id: '1', Children: { Child: { Id: '8', CreateDate: '16-06-2024 12:04:58' } } },
        at('06'),
      ),
    ],
  ] as const

  test.each(fulls.flatMap(([how, event]) => slims.map(([what, slim]) => [how, what, event, slim] as const)))(
    '%s, then %s',
    (_how, _what, event, slim) => {
      expect(stateAfter('Object', event, slim)).toMatchObject({ ...said, lastMessageAt: slim.occurredAt })
    },
  )
})

describe('a redaction (activity 23) clears the text of the last message, if that is not newer', () => {
  const redaction = (minute: string, second: string, isDated: boolean) =>
    first(
      'Object',
      'OnNewActivity',
      {
        Id: '1',
        Activities: {
          Activity: {
            Id: '5',
            Type: '23',
            Data: {},
            ...(isDated ? { CreateDate: `16-06-2024 12:${minute}:${second}` } : {}),
          },
        },
      },
      at(minute, second),
    )
  const dated = first('Object', 'OnNewChild', {
    Id: '1',
    Children: { Child: { Id: '8', Message: 'secret', CreateDate: '16-06-2024 12:05:00' } },
  })
  const undated = first('Object', 'OnNewChild', { Id: '1', Message: 'secret' }, at('05'))

  test.each([
    ['dated, in its second', dated, redaction('05', '00', true), undefined],
    ['dated, a minute later', dated, redaction('06', '00', true), undefined],
    ['undated, two seconds later', dated, redaction('05', '02', false), undefined],
    ['dated, a second earlier', dated, redaction('04', '59', true), 'secret'],
    ['undated, a second earlier', dated, redaction('04', '59', false), 'secret'],
    ['dated, of an undated message, in its second', undated, redaction('05', '00', true), undefined],
    ['undated, of an undated message, in its second', undated, redaction('05', '00', false), undefined],
    ['dated, a minute before an undated message', undated, redaction('04', '00', true), 'secret'],
  ])('%s', (_when, message, redacted, text) => {
    const state = stateAfter('Object', message, redacted)
    expect(state.lastMessageText).toBe(text)
    expect(state).toMatchObject({ redactedAt: redacted.occurredAt, lastMessageAt: message.occurredAt })
  })

  test('a message after it shows again', () => {
    const next = first('Object', 'OnNewChild', { Id: '1', Message: 'next' }, at('10'))
    expect(stateAfter('Object', dated, redaction('06', '00', true), next).lastMessageText).toBe('next')
  })
})
