import { expect, test } from 'vitest'
import { activityText } from '../../../infra/text/activity-text.ts'
import type { Json, JsonObject } from '../../../shared/commbox/json.ts'

function event(activity: string, Data: Json): JsonObject {
  const Activity = [
    { Id: '1', Data: { text: 'another' } },
    { Id: 9007199254740993n.toString(), Data },
  ]
  return { activity, activityId: '9007199254740993', payload: { Activities: { Activity } } }
}

const said: [activity: string, data: Json, text: string][] = [
  ['Remark', { text: 'Message On Remark' }, 'Message On Remark'],
  ['Remark', '{"text":"from a text"}', 'from a text'],
  ['StatusChange', { statusId: 2 }, 'Resolved (2)'],
  ['StatusChange', { statusId: '99' }, 'Unknown (99)'],
  [
    'Forward',
    { message: 'SimpleTexts', recipients: ['testmail@commbox.io'] },
    'to testmail@commbox.io: SimpleTexts',
  ],
  ['ReplyToForwardedObject', { message: 'TestMessage', attachments: 'null' }, 'TestMessage'],
  ['StreamChange', { oldObjectStreamName: 'A', newObjectStreamName: 'B', newObjectStreamId: 2 }, 'A → B (2)'],
  ['NewManagerAssignment', { managerId: 23571002, assignedManagerUserName: '' }, 'to agent 23571002'],
  ['NewManagerAssignment', { assignedManagerId: 0 }, 'to nobody'],
  ['UpdateObjectTag', { tagId: 5, name: 'Urgent', group_name: '', isRemoveTag: false }, '+ Urgent (5)'],
  ['UpdateObjectTag', { tagId: 5, name: 'Urgent' }, 'Urgent (5)'],
  ['UpdateObjectTag', { tagId: 5, name: 'Urgent', isRemoveTag: 1 }, 'Urgent (5)'],
  ['UpdateObjectTag', { tagId: 5, name: 'Urgent', isRemoveTag: 'True' }, '− Urgent (5)'],
  ['FollowUp', { text: '', scheduledTime: '06/09/2024 11:55:00' }, '2024-06-09 11:55:00'],
  ['UpdateObjectIntent', { intentIds: [1], names: ['Cancel'], isRemoveIntent: 'False' }, '+ Cancel'],
  ['UpdateObjectIntent', { intentIds: [1], names: ['Cancel', 'Refund'] }, 'Cancel, Refund'],
  ['UpdateObjectAttachment', { attachments: [{ href: 'a.png', name: 'attached file' }] }, 'attached file'],
  ['UpdateObjectAttachment', { attachments: { attachments: [{ href: 'a.png' }] } }, 'a.png'],
  ['UpdateObjectAttachment', { attachments: 'null' }, ''],
  [
    'RuleExecuted',
    { originalStreamId: 1, destStreamId: 2, changedStatusId: 8, tagId: 7, tagName: 'VIP' },
    '1 → 2, In Process (8), + VIP (7)',
  ],
  ['UpdateObjectPublicity', { changePublicityToPublic: true }, 'public'],
  ['UpdateObjectPublicity', { changePublicityToPublic: 'False' }, 'private'],
  ['InvalidFileSize', { status: 'failed', description: 'File is too big' }, 'File is too big'],
  ['InactivityLogout', {}, ''],
  [
    'ParticipantChange',
    { action: 'addParticipant', addedParticipantName: 'Michael Rebon' },
    '+ Michael Rebon',
  ],
  ['ParticipantChange', { action: 'removeParticipant', removedParticipantName: 'Dana' }, '− Dana'],
  ['ConversationSummary', { text: 'Summary', customerDetails: {} }, 'Summary'],
  ['RedactChild', {}, ''],
  ['Unknown (42)', { message: 'news' }, 'news'],
  ['toString', { text: 'no name of ours' }, 'no name of ours'],
]

test.each(said)('%s %j', (activity, data, text) => {
  expect(activityText(event(activity, data))).toBe(text)
})

test('of a payload with the whole delivery, an activity without an id is the element at its place', () => {
  const Activity = ['first', 'second'].map((text) => ({ Data: { text } }))
  const shown = [undefined, 1].map((place) =>
    activityText({ activity: 'Remark', ...(place ? { place } : {}), payload: { Activities: { Activity } } }),
  )
  expect(shown).toEqual(['first', 'second'])
})
