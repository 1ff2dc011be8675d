import { describe, expect, test } from 'vitest'
import { isObject, type Json } from '../../../shared/commbox/json.ts'
import { definitions } from '../../../shared/entities/registry.ts'
import { hasTexts, skeletonOf, withSkeletonsAt } from '../../../shared/entities/skeleton.ts'

const dana = { Id: '5', FirstName: 'Dana', Phone1: '050-1112233' }
const noa = { Id: '6', FirstName: 'Noa' }
const isDana = (value: Json) => isObject(value) && value.Id === '5'
const nobody = () => false
const list = { holder: 'Children', name: 'Child' }

describe('the skeleton of a payload', () => {
  test('says when, where, in which status and by which agent, and nothing that somebody wrote', () => {
    const payload = {
      Id: '1',
      StatusID: '2',
      StreamId: '7',
      ManagerId: '3',
      CreateDate: '09-06-2024 07:28:47',
      Message: 'hello',
      Content: { subject: 'hello', ruleLastMessageFromCustomer: 'True', attachments: { path: 'a' } },
      User: dana,
      Whatever: 'hello',
    }
    const { Id, StatusID, StreamId, ManagerId, CreateDate } = payload
    const kept = { Id, StatusID, StreamId, ManagerId, CreateDate, Message: '' }
    const Content = { ruleLastMessageFromCustomer: 'True' }
    expect(skeletonOf(payload, undefined, isDana)).toEqual({ ...kept, Content })
    expect(skeletonOf(payload, undefined, nobody)).toEqual({ ...kept, Content, User: dana })
  })

  test('keeps other people, and agents', () => {
    const Child = [
      { Id: '8', Message: 'a', User: dana },
      { Id: '9', Message: 'b', User: noa },
    ]
    expect(skeletonOf({ Id: '1', Children: { Child } }, list, isDana)).toEqual({
      Id: '1',
      Children: {
        Child: [
          { Id: '8', Message: '' },
          { Id: '9', Message: '', User: noa },
        ],
      },
    })
  })

  test('keeps no user without an id, who can be anybody', () => {
    const users = [{ FirstName: 'Dana' }, '{"FirstName":"Dana"}', { Id: '0', FirstName: 'Dana' }, 'Dana']
    for (const User of users) expect(skeletonOf({ Id: '1', User }, undefined, isDana)).toEqual({ Id: '1' })
    const User = JSON.stringify(noa)
    expect(skeletonOf({ Id: '1', User }, undefined, isDana)).toEqual({ Id: '1', User })
  })

  test('keeps what an activity did, tags by their names, and no free text', () => {
    const Data = {
      tagId: '4',
      isRemoveTag: false,
      name: 'Urgent',
      group_name: 'g',
      text: 'secret',
      other: 'x',
    }
    const { text: _text, other: _other, ...kept } = Data
    expect(skeletonOf({ Data, name: 'Dana' }, undefined, nobody)).toEqual({ Data: kept })
    expect(skeletonOf({ Id: '4', Action: 'Add', Name: 'Urgent' }, undefined, nobody)).toMatchObject({
      Name: 'Urgent',
    })
  })

  test('keeps who took part by name, and drops names that only resemble those of tags', () => {
    const participants = { addedParticipantName: 'Noa', removedParticipantName: 'Dana' }
    expect(skeletonOf({ Data: participants }, undefined, nobody)).toEqual({ Data: participants })
    expect(skeletonOf({ Data: participants }, undefined, (value) => value === 'Dana')).toEqual({
      Data: { addedParticipantName: 'Noa' },
    })
    expect(
      skeletonOf({ tagId: '4', name: 'a', userName: 'Dana', nameOfChild: 'Dana' }, undefined, nobody),
    ).toEqual({
      tagId: '4',
      name: 'a',
    })
  })

  test('reads the holders of an exit from a chat', () => {
    expect(skeletonOf({ Object: { Id: '1', Title: 'secret' }, User: dana }, undefined, nobody)).toEqual({
      Object: { Id: '1' },
      User: dana,
    })
    expect(skeletonOf({ Object: 'secret' }, undefined, nobody)).toEqual({ Object: '' })
  })

  test('reads what comes as JSON text, and drops values of another type', () => {
    const Children = JSON.stringify({ Child: { Id: '8', Message: 'a' } })
    expect(skeletonOf({ Id: { Message: 'a' }, Content: '{"subject":"a"}', Children }, list, nobody)).toEqual({
      Content: {},
      Children: { Child: [{ Id: '8', Message: '' }] },
    })
  })

  test('of single elements leaves the others, at their places', () => {
    const Child = [
      { Id: '8', Message: 'a' },
      { Id: '9', Message: 'b' },
    ]
    expect(
      withSkeletonsAt({ Id: '1', Whatever: 'x', Children: { Child } }, list, new Set([0]), nobody),
    ).toEqual({
      Id: '1',
      Whatever: 'x',
      Children: {
        Child: [
          { Id: '8', Message: '' },
          { Id: '9', Message: 'b' },
        ],
      },
    })
  })

  test('is read by its trigger as the payload was: with the same status, channel and time', () => {
    const Child = { Id: '8', Message: 'a', CreateDate: '09-06-2024 07:28:47', User: dana }
    const payload = { Id: '1', StatusID: '2', StreamId: '7', Children: { Child } }
    const trigger = definitions.Object.triggers.OnNewChild
    const reading = trigger?.read(skeletonOf(payload, trigger.list, isDana))
    expect(reading).toMatchObject({
      drafts: [
        {
          key: '1',
          ownId: '8',
          occurredAt: '2024-06-09T07:28:47.000Z',
          fallbacks: { statusId: '2' },
          context: { streamId: '7' },
        },
      ],
    })
    expect(JSON.stringify(reading)).not.toContain('Dana')
  })
})

describe('a payload has texts', () => {
  const activities = { holder: 'Activities', name: 'Activity' }
  const Activity = { Id: '8', Type: '2', Data: '{"statusId":2}', CreateDate: '09-06-2024 07:28:47' }

  test.each<[string, object]>([
    ['a message', { Children: { Child: { Id: '8', Message: 'hello' } } }],
    ['a text beside the elements', { Whatever: 'hello', Children: { Child: [] } }],
    ['a text in a holder', { Content: { subject: 'hello' } }],
    ['a text in place of a holder', { Data: 'hello' }],
  ])('with %s', (_, payload) => {
    expect(hasTexts({ Id: '1', ...payload }, list)).toBe(true)
  })

  test('in one of several elements', () => {
    const Child = [{ Id: '8' }, { Id: '9', Message: 'hello' }]
    expect(hasTexts({ Id: '1', Children: { Child } }, list)).toBe(true)
  })

  test('and none with what is empty', () => {
    expect(hasTexts({ Id: '1', Whatever: null, Summary: '' }, list)).toBe(false)
  })

  test('and none with a status, however it is written, with a user or an empty text', () => {
    const payload = { Id: '1', User: dana, Message: '', Data: '', Summary: '', Activities: { Activity } }
    expect(hasTexts(payload, activities)).toBe(false)
    expect(hasTexts({ ...payload, Activities: [{ Activity }] }, activities)).toBe(false)
  })
})
