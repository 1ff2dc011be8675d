import { conversations } from './history.ts'

/** The expected result of a question. */
export type Answer = {
  operation: 'GetItem' | 'Query'
  /** The attributes to compare. */
  by: string[]
  items: (string | number | undefined)[][]
}

const query = (by: string, ...items: Answer['items']): Answer => ({
  operation: 'Query',
  by: by.split(' '),
  items,
})
const item = (by: string, ...values: string[]): Answer => ({
  operation: 'GetItem',
  by: by.split(' '),
  items: [values],
})

/** The attributes to compare of a conversation's events. */
export const event = ['occurredAt', 'activity', 'actorId']
/** The events of the article's first conversation, one of which was sent twice. */
export const events: Answer['items'] = [
  ['2024-06-09T07:28:47.000Z', undefined, undefined],
  ['2024-06-09T07:32:00.000Z', 'Remark', '23571562'],
  ['2024-06-09T07:32:00.000Z', 'Remark', undefined],
  ['2024-06-09T07:33:15.000Z', 'StatusChange', '23571002'],
  ['2024-06-09T07:35:14.000Z', 'Forward', '23571562'],
]
const [of713, of729] = ['3377699720568713', '3377699720568729']
const [of738, of739] = ['3377699720568738', '3377699720568739']
const { open, resolved, elsewhere, reopened } = conversations
const scores: Answer['items'] = [
  [of738, 50],
  [of738, 90],
  [of729, 10],
]
const forms: Answer['items'] = [
  [of739, 'https://qaqa.commbox.io/media/brands/qaqa/forms/6-24/a80e4081dc.pdf'],
  [of739, 'https://example.com/second.pdf'],
  [of729, 'https://example.com/third.pdf'],
]

/** The expected result of every question, from what was posted. */
export const answers: Record<string, Answer> = {
  '1': item('objectId status customerId', of713, 'Resolved', '3377699720575710'),
  '2a': query(event.join(' '), ...events),
  '2b': query(event.join(' '), ...events.toReversed()),
  '2c': query(event.join(' '), ...events.slice(0, 2)),
  '2d': query(event.join(' '), ...events.slice(2, 4)),
  '2e': query(event.join(' '), ...events.slice(3, 4)),
  '3a': query('objectId', [resolved], [open], [of729], ['3377699720567827'], [of713], [reopened]),
  '3b': query('objectId', [resolved], [of713]),
  '4a': query('objectId', [elsewhere], [open], [of713]),
  '4b': query('objectId', ['381226'], [resolved]),
  '4c': query('objectId', ['381226']),
  '5': query('objectId', [open], ['3377699720568715']),
  '6': query(
    'objectId activity messageId',
    [of713, 'StatusChange', undefined],
    [reopened, undefined, '5500000000000001'],
    ['3377699720568715', 'NewManagerAssignment', undefined],
    ['3377699720568715', 'FollowUp', undefined],
  ),
  '7': query('objectId', [open], ['3377699720567827']),
  '8a': item('userId firstName', '3377699720575719', 'John'),
  '8b': query('userId', ['5300000000000002'], ['3377699720575719']),
  '8c': query('userId', ['5300000000000001'], ['3377699720575719']),
  '8d': query('userId', ['3377699720575719']),
  '9a': query('userId', ['4430000000000303'], ['4430000000000202']),
  '9b': query('trigger', ['Login'], ['Logout'], ['Login'], ['Logout']),
  '10a': query('objectId score', ...scores.slice(0, 2)),
  '10b': query('objectId score', ...scores),
  '10c': query('objectId score', ...scores),
  '11a': item('name groupId', 'value 112', '3377699720528190'),
  '11b': item('name groupId', 'TestUpdateGroup', '3377699720528190'),
  '11c': query('tagId name', ['27949', 'value 112'], ['5200000000000001', 'second']),
  '12a': query('objectId formUrl', ...forms.slice(0, 2)),
  '12b': query('objectId formUrl', ...forms),
  '12c': query('objectId formUrl', ...forms),
  '13a': query('objectId userId', [of729, '3377699720575717'], [of729, '5300000000000009']),
  '13b': query('objectId', [open], [of729]),
  '14a': query('reason', ['not-json'], ['unknown-trigger'], ['invalid']),
  '14b': query('reason entity', ['invalid', 'Satisfaction']),
}
