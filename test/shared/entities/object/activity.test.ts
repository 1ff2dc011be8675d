import { describe, expect, test } from 'vitest'
import type { Json, JsonObject } from '../../../../shared/commbox/json.ts'
import { eventTime } from '../../../../shared/events/draft.ts'
import { attributesOf, first, stateAfter } from '../../events-of.ts'

const at = '2024-06-09T07:46:06.000Z'

/** The event of one activity in channel 15802. */
function activity(Type: Json, Data: Json, more: JsonObject = {}) {
  const Activity = { Id: '5', Type, Data, CreateDate: '09-06-2024 07:46:06', ...more }
  return first('Object', 'OnNewActivity', {
    Activities: { Activity },
    Id: '1',
    StreamId: '15802',
    SubStreamId: '0',
  })
}

function attributes(...args: Parameters<typeof activity>) {
  return attributesOf(activity(...args))
}

/** The state after one activity. */
function state(Type: Json, Data: Json) {
  return stateAfter('Object', activity(Type, Data))
}

describe('the event of an activity', () => {
  test('names its type and who did it', () => {
    expect(attributes('1', { text: 'Message On Remark' }, { User: { Id: '23571562' } })).toEqual({
      activityId: '5',
      activityType: 1,
      activity: 'Remark',
      actorId: '23571562',
    })
  })

  test('has no actor where the system did it', () => {
    expect(attributes('4', {}, { User: { Id: '0' } })).not.toHaveProperty('actorId')
  })

  test.each([
    [24, 24, 'Unknown (24)'],
    ['999', 999, 'Unknown (999)'],
    [null, undefined, undefined],
    ['Remark', undefined, undefined],
  ])('of type %j is stored all the same', (Type, activityType, name) => {
    const { activityType: number, activity: ofType } = attributes(Type, {})
    expect([number, ofType]).toEqual([activityType, name])
  })

  test('of a type that is not in our list is counted as that', () => {
    expect(activity(24, {}).drift).toBe('unknown-activity-type')
    expect(activity('2', {}).drift).toBeUndefined()
    expect(activity(null, {}).drift).toBeUndefined()
  })

  test('of a rule says what the rule did', () => {
    const Data = { changedStatusId: '2', tagId: '7', tagName: 'Urgent' }
    expect(attributes('11', Data)).toMatchObject({ statusId: '2', tagId: '7', action: 'add' })
    expect(attributes('11', { tagId: '7' })).not.toHaveProperty('statusId')
  })

  test('of an assignment says to whom, or that it was to nobody', () => {
    expect(attributes('6', { assignedManagerId: 3 })).toMatchObject({ assigned: true, managerId: '3' })
    expect(attributes('6', { assignedManagerId: 0 })).toMatchObject({ assigned: false })
    expect(attributes('6', {})).not.toHaveProperty('assigned')
  })

  test.each([['text'], ['"text"'], [[]], [['a', 'b']], [5], [true]])(
    'whatever its Data (%j), is stored',
    (Data) => {
      expect(attributes(24, Data)).toMatchObject({ activityId: '5', activityType: 24 })
    },
  )
})

describe('data that comes as JSON text says the same', () => {
  test.each<[number, JsonObject]>([
    [2, { statusId: 2 }],
    [6, { assignedManagerId: 3 }],
    [7, { tagId: 8, name: 'a' }],
  ])('type %d', (Type, Data) => {
    expect(state(Type, JSON.stringify(Data))).toEqual(state(Type, Data))
  })
})

describe('status change (2)', () => {
  test('says the status', () => {
    expect(state('2', { statusId: 2 })).toMatchObject({
      statusId: '2',
      status: 'Resolved',
      channelStatus: '15802#2',
    })
    expect(attributes('2', { statusId: '8' })).toMatchObject({ statusId: '8', status: 'In Process' })
  })

  test('to a status that we do not know', () => {
    expect(state('2', { statusId: 12 })).toMatchObject({ statusId: '12', status: 'Unknown (12)' })
  })

  test('without a status says nothing', () => {
    expect(state('2', {})).not.toHaveProperty('status')
  })
})

describe('stream change (5) and target stream change (20)', () => {
  const change = {
    oldObjectStreamName: 'Chat General',
    oldObjectStreamId: 24569,
    newObjectStreamName: 'Chat Payments',
    newObjectStreamId: 15802,
    newObjectSubstreamName: '',
    newObjectSubstreamId: 0,
  }
  test.each(['5', '20'])('type %s moves the conversation', (Type) => {
    expect(state(Type, change)).toMatchObject({ streamId: '15802', streamName: 'Chat Payments' })
    expect(state(Type, change)).not.toHaveProperty('subStreamId')
  })

  test('into a sub-stream', () => {
    expect(state('5', { ...change, newObjectSubstreamId: 30901 }).subStreamId).toBe('30901')
  })

  test('what it says itself counts before the channel around it', () => {
    expect(state('5', { newObjectStreamId: 777 })).toMatchObject({ streamId: '777' })
    expect(state('5', { newObjectStreamId: 777 })).not.toHaveProperty('streamName')
  })

  test.each([undefined, 0, ''])(
    'with names, and ids that are %j, the new name is that of the channel around it',
    (none) => {
      const ids = none === undefined ? {} : { oldObjectStreamId: none, newObjectStreamId: none }
      const named = { oldObjectStreamName: 'Chat General', newObjectStreamName: 'Chat Payments', ...ids }
      expect(state('5', named)).toMatchObject({ streamId: '15802', streamName: 'Chat Payments' })
    },
  )

  test('a name goes with its channel, and is known again when the conversation comes back', () => {
    const there = activity('5', change)
    const onward = activity('5', { newObjectStreamId: 777 }, { Id: '6', CreateDate: '09-06-2024 08:00:00' })
    const back = activity('5', { newObjectStreamId: 24569 }, { Id: '7', CreateDate: '09-06-2024 09:00:00' })
    expect(stateAfter('Object', there, onward)).not.toHaveProperty('streamName')
    expect(stateAfter('Object', there, onward, back).streamName).toBe('Chat General')
  })
})

describe('tag (7)', () => {
  const tag = { tagId: 3377699720531414, isRemoveTag: false, name: 'ffff', group_name: '' }

  test('is put on, and an item of its own finds the conversation by it', () => {
    expect(state('7', tag)).toMatchObject({
      tagIds: ['3377699720531414'],
      tags: { '3377699720531414': { name: 'ffff' } },
    })
    expect(attributes('7', tag)).toMatchObject({ tagId: '3377699720531414', action: 'add' })
    expect(activity('7', tag).indexItems).toMatchObject([
      {
        record: 'tag#3377699720531414',
        attributes: { tagId: '3377699720531414', name: 'ffff', taggedAt: eventTime },
      },
    ])
  })

  test.each([true, 'True', 'true'])('is taken off where isRemoveTag is %j', (isRemoveTag) => {
    expect(state('7', { ...tag, isRemoveTag })).not.toHaveProperty('tagIds')
    expect(attributes('7', { ...tag, isRemoveTag })).toMatchObject({ action: 'remove' })
    expect(activity('7', { ...tag, isRemoveTag }).indexItems).toEqual([
      { record: 'tag#3377699720531414', attributes: {} },
    ])
  })

  test.each([{}, { tagId: 0 }, { tagId: 0, isRemoveTag: false }])('of no tag (%j) says nothing', (Data) => {
    expect(state('7', Data)).not.toHaveProperty('tagIds')
    expect(activity('7', Data).indexItems).toBeUndefined()
  })

  test.each([1, '1', 0, '', null, 'yes', undefined])(
    'with isRemoveTag %j changes nothing: the event does not say whether it is held',
    (isRemoveTag) => {
      const { isRemoveTag: _flag, ...unflagged } = tag
      const Data = isRemoveTag === undefined ? unflagged : { ...tag, isRemoveTag }
      const unclear = activity('7', Data, { Id: '6', CreateDate: '09-06-2024 08:00:00' })
      expect(attributesOf(unclear)).toMatchObject({ tagId: '3377699720531414', activity: 'UpdateObjectTag' })
      expect(attributesOf(unclear)).not.toHaveProperty('action')
      expect(unclear.indexItems).toBeUndefined()
      expect(stateAfter('Object', unclear)).not.toHaveProperty('tagIds')
      expect(stateAfter('Object', activity('7', tag), unclear).tagIds).toEqual(['3377699720531414'])
      const removed = activity('7', { ...tag, isRemoveTag: true })
      expect(stateAfter('Object', removed, unclear)).not.toHaveProperty('tagIds')
    },
  )
})

describe('follow-up (8)', () => {
  test('has a time that is written month first', () => {
    expect(state('8', { text: '', scheduledTime: '06/09/2024 11:55:00' }).followUpAt).toBe(
      '2024-06-09T11:55:00.000Z',
    )
  })

  test('may be due a week after its receipt', () => {
    expect(state('8', { scheduledTime: '06/23/2024 12:00:00' }).followUpAt).toBe('2024-06-23T12:00:00.000Z')
  })

  test.each(['', 'tomorrow', '01/01/0001 00:00:00', '01/01/1900 00:00:00', '12/31/9999 23:59:59', undefined])(
    'with the time %j has none',
    (scheduledTime) => {
      expect(state('8', scheduledTime === undefined ? {} : { scheduledTime })).not.toHaveProperty(
        'followUpAt',
      )
    },
  )
})

describe('rule (11)', () => {
  const rule = {
    originalStreamId: 1,
    destStreamId: 2,
    destSubStreamId: 3,
    changedStatusId: 8,
    tagId: 4,
    tagName: 'r',
  }

  test('may move, change the status and put on a tag', () => {
    expect(state('11', rule)).toMatchObject({
      streamId: '2',
      subStreamId: '3',
      status: 'In Process',
      tags: { 4: { name: 'r' } },
    })
    expect(attributes('11', rule)).toMatchObject({ activityType: 11, activity: 'RuleExecuted' })
    expect(activity('11', rule).indexItems).toMatchObject([{ record: 'tag#4' }])
  })

  test('what it left at 0 it did not change', () => {
    const none = { destStreamId: 0, destSubStreamId: 0, changedStatusId: 0, tagId: 0, tagName: '' }
    expect(state('11', none)).toMatchObject({ streamId: '15802' })
    expect(state('11', none)).not.toHaveProperty('statusId')
    expect(state('11', none)).not.toHaveProperty('tagIds')
  })
})

describe('participant (19)', () => {
  test('is added', () => {
    const Data = { action: 'addParticipant', addedParticipantName: 'Michael J. Rebon' }
    expect(state('19', Data).participants).toEqual(['Michael J. Rebon'])
  })

  test('is removed', () => {
    const added = activity('19', { action: 'addParticipant', addedParticipantName: 'Michael' })
    const gone = activity(
      '19',
      { action: 'removeParticipant', removedParticipantName: 'Michael' },
      { Id: '6', CreateDate: '09-06-2024 08:00:00' },
    )
    expect(stateAfter('Object', gone, added)).not.toHaveProperty('participants')
  })

  test('who is named as added and was removed is none', () => {
    expect(state('19', { action: 'removeParticipant', addedParticipantName: 'Michael' })).not.toHaveProperty(
      'participants',
    )
  })

  test('stays one when something else happens', () => {
    const added = activity('19', { addedParticipantName: 'Michael' })
    const later = first('Object', 'OnAssign', { Id: '1' })
    expect(stateAfter('Object', added, later).participants).toEqual(['Michael'])
  })

  test('of a long name is a whole text, none of its characters cut in half', () => {
    const name = `${'x'.repeat(199)}🙂 and more`
    expect(JSON.stringify(state('19', { addedParticipantName: name }))).not.toContain('\\ud83d')
  })
})

test('a summary (21) is kept as its text, of bounded length', () => {
  expect(state('21', { text: '-**Customer approached**\n\n-x' }).summary).toBe(
    '-**Customer approached**\n\n-x',
  )
  expect(JSON.stringify(state('21', { text: 'x'.repeat(100_000) })).length).toBeLessThan(4000)
})

test('a redaction (23) is kept as its time', () => {
  expect(state('23', {}).redactedAt).toBe(at)
  expect(state('23', '').redactedAt).toBe(at)
})

test.each([1, 3, 4, 9, 10, 12, 13, 14, 15, 16, 17, 18, 22, 24])('type %d says only the channel', (Type) => {
  const properties = {
    statusId: 2,
    newObjectStreamId: 7,
    managerId: 3,
    tagId: 5,
    text: 'x',
    addedParticipantName: 'y',
  }
  const { revision: _revision, registers: _registers, ...shown } = state(Type, properties)
  expect(shown).toEqual({
    objectId: '1',
    record: 'state',
    format: 1,
    startedAt: at,
    updatedAt: at,
    streamId: '15802',
  })
})
