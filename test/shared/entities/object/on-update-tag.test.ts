import { describe, expect, test } from 'vitest'
import { eventTime } from '../../../../shared/events/draft.ts'
import { eventsIn, first, stateAfter } from '../../events-of.ts'

describe('the tags of a conversation', () => {
  test('are put on, and an item of its own finds the conversation by each', () => {
    const payload = { Tags: { Tag: { Id: '3377699720528304', Action: 'Add' } }, Id: '1', StreamId: '11508' }
    const event = first('Object', 'OnUpdateTag', payload)
    expect(stateAfter('Object', event)).toMatchObject({ tagIds: ['3377699720528304'], streamId: '11508' })
    expect(event.indexItems).toMatchObject([
      { record: 'tag#3377699720528304', attributes: { tagId: '3377699720528304', taggedAt: eventTime } },
    ])
  })

  test('are taken off: the item stays, out of the index', () => {
    const event = first('Object', 'OnUpdateTag', { Id: '1', Tags: { Tag: { Id: '5', Action: 'Remove' } } })
    expect(event.indexItems).toEqual([{ record: 'tag#5', attributes: {} }])
  })

  test('keep the name that an activity said', () => {
    const named = first('Object', 'OnNewActivity', {
      Id: '1',
      Activities: {
        Activity: {
          Id: '9',
          Type: '7',
          Data: { tagId: 5, isRemoveTag: false, name: 'VIP' },
          CreateDate: '2024-06-01 00:00:00',
        },
      },
    })
    const again = first('Object', 'OnUpdateTag', { Id: '1', Tags: { Tag: { Id: '5', Action: 'Add' } } })
    expect(stateAfter('Object', named, again).tags).toEqual({ 5: { name: 'VIP' } })
  })

  test('each in its own event with its own indexItem', () => {
    const Tag = [
      { Id: '5', Action: 'Add' },
      { Id: '6', Action: 'Delete' },
    ]
    const events = eventsIn('Object', 'OnUpdateTag', { Id: '1', Tags: { Tag } })
    expect(events.flatMap((event) => event.indexItems ?? []).map(({ record }) => record)).toEqual([
      'tag#5',
      'tag#6',
    ])
  })
})
