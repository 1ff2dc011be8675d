import { describe, expect, test } from 'vitest'
import { eventText, groupText } from '../../../infra/text/event-text.ts'
import { namesIn } from '../../../infra/text/names.ts'
import type { JsonObject } from '../../../shared/commbox/json.ts'

test('a tag of which the event has only the id is shown by its name', () => {
  const change = { trigger: 'OnUpdateTag', tagId: '5', action: 'remove' }
  expect(eventText(change, namesIn([], [{ tagId: '5', name: 'Urgent' }], []))).toEqual({
    what: 'OnUpdateTag',
    who: '',
    text: '− Urgent (5)',
  })
  expect(eventText(change).text).toBe('− 5')
})

test.each([
  [{ from: 'customer', managerId: '8' }, 'customer'],
  [{ from: 'manager', managerId: '8', actorId: '8' }, 'agent 8'],
  [{ from: 'manager' }, 'agent'],
  [{}, ''],
])('who wrote a message: %j', (message, who) => {
  expect(eventText({ trigger: 'OnNewChild', text: 'Hello', ...message }).who).toBe(who)
})

const contents: [event: JsonObject, text: string][] = [
  [{ messageType: 'Text', text: 'Fish &amp; chips, it&#39;s &copy 2024' }, "Fish & chips, it's &copy 2024"],
  [
    { messageType: 'Photo', files: [{ name: 'receipt.jpg', size: 20480, address: '/files/1' }] },
    'Photo, receipt.jpg (20480 bytes)',
  ],
  [
    { messageType: 'Mail', subject: 'Order 5', text: 'Where is it?', files: [{ address: '/files/2' }] },
    'Mail, Order 5, Where is it?, /files/2',
  ],
  [{ messageType: 'Conversation', text: 'Hello' }, 'Hello'],
  [{ messageType: 'Voice', callDirection: 'inbound', callDuration: 35 }, 'Voice, call: inbound, 35'],
  [{ score: 50, description: 'Fine' }, '50, Fine'],
  [{ scoreText: '4/5' }, '4/5'],
  [
    { formUrl: 'https://example.com', properties: { Ok: 'True' }, submissionContext: 'order-5' },
    'https://example.com, Ok: True, order-5',
  ],
]
test.each(contents)('content of %j', (event, text) => {
  expect(eventText({ trigger: 'a trigger', ...event }).text).toBe(text)
})

describe('several events of one message', () => {
  const events: JsonObject[] = [
    { trigger: 'OnNewChild', from: 'manager', actorId: '23571002', text: 'Hi' },
    { trigger: 'OnNewChild', from: 'customer', text: 'Hello there' },
  ]
  test('are shown with the content and the author of the fullest', () => {
    expect(groupText(events)).toEqual({
      what: 'OnNewChild',
      who: 'customer',
      text: 'Hello there',
    })
  })

  test('take the author from another event only if the fullest names none', () => {
    const [first = {}] = events
    expect(groupText([first, { trigger: 'OnNewChild', text: 'Hello there' }])).toMatchObject({
      who: 'agent 23571002',
      text: 'Hello there',
    })
  })
})
