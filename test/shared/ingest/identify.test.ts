import { describe, expect, test } from 'vitest'
import type { Json, JsonObject } from '../../../shared/commbox/json.ts'
import { entities } from '../../../shared/commbox/names.ts'
import { type Address, identify } from '../../../shared/ingest/identify.ts'

const about = (body: JsonObject, address: Address = {}) => identify(body, address)
const event = (Subscription: Json, Name: Json, more: JsonObject = {}) => ({
  Event: { Subscription, Name, ...more },
})

describe('the envelope', () => {
  test('tells entity, trigger, brand and request', () => {
    const Tag = { tagId: '1', requestId: 'f1b8' }
    expect(about(event('Tag', 'OnAdd', { Brand: 'acme', Tag }))).toEqual({
      entity: 'Tag',
      trigger: 'OnAdd',
      brand: 'acme',
      requestId: 'f1b8',
      payload: Tag,
      at: 'Event.Tag',
    })
  })

  test.each([undefined, '', null])('may come without a brand (%j)', (Brand) => {
    const body = event('Tag', 'OnAdd', { Tag: { tagId: '1' }, ...(Brand === undefined ? {} : { Brand }) })
    expect(about(body)).not.toHaveProperty('brand')
  })

  test.each([
    ['object', 'on new child', 'Object', 'OnNewChild'],
    ['CHAT', 'On User Exit', 'Chat', 'OnUserExit'],
    ['Form', 'on-submit', 'Form', 'OnSubmit'],
    ['User', 'log_in', 'User', 'Login'],
  ])('is read however it is written: %s, %s', (Subscription, Name, entity, trigger) => {
    expect(about(event(Subscription, Name, { [entity]: {} }))).toMatchObject({ entity, trigger })
    expect(about(event(Subscription, Name, { [entity.toLowerCase()]: {} }))).toMatchObject({
      entity,
      trigger,
    })
  })

  test("may spell its element's name at any length: a place in it is told in short", () => {
    const told = about(event('Tag', 'OnAdd', { [`Tag${' '.repeat(1_000_000)}`]: { tagId: '1' } }))
    expect(told).toHaveProperty('payload.tagId', '1')
    expect(JSON.stringify(told).length).toBeLessThan(1000)
  })

  test('beats the URL', () => {
    const body = event('User', 'Logout', { User: { Id: '1' } })
    expect(about(body, { entity: 'Object', trigger: 'OnNew' })).toMatchObject({
      entity: 'User',
      trigger: 'Logout',
    })
    expect(about(body, { entity: 'Robot', trigger: 'OnX' })).toMatchObject({
      entity: 'User',
      trigger: 'Logout',
    })
  })

  test("without a trigger leaves it to the URL, and without an entity to the element's name", () => {
    const body = { Event: { User: { Id: '1' } } }
    expect(about(body, { trigger: 'Login' })).toMatchObject({ entity: 'User', trigger: 'Login' })
  })

  test('with an empty subscription says none', () => {
    const body = event('', 'OnAdd', { Tag: { tagId: '1' } })
    expect(about(body)).toMatchObject({ entity: 'Tag', trigger: 'OnAdd' })
  })

  test('that names what we do not know is news', () => {
    expect(about(event('Robot', 'OnBeep', { Robot: {}, Brand: 'acme' }))).toMatchObject({
      reason: 'unknown-entity',
      entity: 'Robot',
      trigger: 'OnBeep',
      brand: 'acme',
      isUnknownName: true,
    })
    expect(about(event('Tag', 'OnMerge', { Tag: {} }), { entity: 'Tag', trigger: 'OnAdd' })).toMatchObject({
      reason: 'unknown-trigger',
      entity: 'Tag',
      trigger: 'OnMerge',
      isUnknownName: true,
    })
  })

  test('that names an unknown trigger is news, too, where its element has another name', () => {
    expect(about(event('Tag', 'OnMerge', { Tags: [] }))).toMatchObject({
      reason: 'unknown-trigger',
      isUnknownName: true,
    })
  })

  test.each([undefined, null, '', [], 'text'])('with %j in the place of the element is invalid', (Tag) => {
    const identified = about(event('Tag', 'OnAdd', Tag === undefined ? {} : { Tag }))
    expect(identified).toMatchObject({ reason: 'invalid', entity: 'Tag', issues: [{ path: 'Event.Tag' }] })
    expect(identified).not.toHaveProperty('isUnknownName')
  })

  test.each<[JsonObject]>([[{}], [{ Id: '1' }], [{ payload: [] }], [{ payload: 'text' }], [{ Event: 'x' }]])(
    'is missing in %j',
    (body) => {
      expect(about(body, { entity: 'Object', trigger: 'OnNew' })).toMatchObject({ reason: 'no-envelope' })
    },
  )
})

describe('the shape of a payload, where it is certain', () => {
  const certain: [JsonObject, string, string][] = [
    [{ Activities: { Activity: {} }, Id: '1', StreamId: '2' }, 'Object', 'OnNewActivity'],
    [{ Tags: { Tag: {} }, Id: '1', StreamId: '2', SubStreamId: '0' }, 'Object', 'OnUpdateTag'],
    [{ Children: { Child: {} }, Id: '1' }, 'Object', 'OnNewChild'],
    [{ eventName: 'OnAdd', tagId: '1', groupId: '0', name: 'a' }, 'Tag', 'OnAdd'],
    [{ eventName: 'On Update', tagId: '1', groupId: '3' }, 'Tag', 'OnUpdate'],
    [{ eventName: 'OnDelete', tagId: '1' }, 'Tag', 'OnDelete'],
    [{ eventName: 'OnAddGroup', groupId: '1', name: 'a' }, 'Tag', 'OnAddGroup'],
    [{ eventName: 'OnUpdateGroup', groupId: '1', name: 'a' }, 'Tag', 'OnUpdateGroup'],
    [{ eventName: 'OnUpdateGroup', groupId: '1' }, 'Tag', 'OnUpdateGroup'],
    [{ eventName: 'OnDeleteGroup', groupId: '1' }, 'Tag', 'OnDeleteGroup'],
    [{ groupId: '1' }, 'Tag', 'OnDeleteGroup'],
    [{ Score: '50', Description: 'good', ObjectId: '1' }, 'Satisfaction', 'OnSubmit'],
    [{ ObjectId: '1', FormUrl: 'https://a', Properties: {} }, 'Form', 'OnSubmit'],
    [{ User: { Id: '2' }, Object: { Id: '1' } }, 'Chat', 'OnUserExit'],
  ]

  test.each(certain)('%j tells entity and trigger', (payload, entity, trigger) => {
    expect(about({ payload })).toEqual({ entity, trigger, payload, at: 'payload' })
  })

  test.each(certain)('%j tells the trigger of its entity', (payload, entity, trigger) => {
    expect(about({ payload }, { entity })).toMatchObject({ entity, trigger })
  })

  test.each(['Satisfaction', 'Form', 'Chat'])('%s has one trigger, whatever the payload', (entity) => {
    expect(about({ payload: {} }, { entity })).toMatchObject({ entity })
    expect(about({ payload: {} }, { entity })).not.toHaveProperty('reason')
  })

  test('the tags of a user are told where the entity is known', () => {
    expect(about({ payload: { Tags: { Tag: {} }, Id: '1' } }, { entity: 'User' })).toMatchObject({
      trigger: 'OnUpdateTag',
    })
  })
})

describe('the shape of a payload, where several triggers share it', () => {
  const triggersOf: [string, JsonObject, Address, string[]][] = [
    [
      'a message',
      { Message: 'a', Id: '1', StreamId: '2', CreateDate: '' },
      { entity: 'Object' },
      ['OnNew', 'OnNewChild'],
    ],
    [
      'ids alone',
      { Id: '1', StreamId: '2', SubStreamId: '0' },
      { entity: 'Object' },
      ['OnAssign', 'OnUnAssign'],
    ],
    [
      'a user',
      { Id: '1', Email: '', NumIdentities: '1' },
      { entity: 'User' },
      ['OnNew', 'OnUpdate', 'Login', 'Logout'],
    ],
    [
      'a tag without its event',
      { tagId: '1', groupId: '0', name: 'a' },
      { entity: 'Tag' },
      ['OnAdd', 'OnUpdate'],
    ],
    ['a group with a name', { groupId: '1', name: 'a' }, { entity: 'Tag' }, ['OnAddGroup', 'OnUpdateGroup']],
  ]

  test.each(triggersOf)('%s needs the trigger in the URL', (_what, payload, address, possible) => {
    expect(about({ payload }, address)).toMatchObject({
      reason: 'ambiguous-trigger',
      ...address,
      known: expect.arrayContaining(possible),
    })
    expect(about({ payload })).toMatchObject({ reason: 'ambiguous-trigger', known: entities })
    for (const trigger of possible)
      expect(about({ payload }, { ...address, trigger })).toMatchObject({ ...address, trigger })
  })

  test.each<[JsonObject]>([[{}], [{ Tags: { Tag: {} }, Id: '1' }], [{ tagId: '1' }], [{ ObjectId: '1' }]])(
    '%j needs an entity',
    (payload) => {
      expect(about({ payload })).toMatchObject({ reason: 'ambiguous-trigger' })
    },
  )
})

describe('the URL', () => {
  test('beats the shape', () => {
    const payload = { Activities: {}, Id: '1' }
    expect(about({ payload }, { entity: 'Object', trigger: 'OnAssign' })).toMatchObject({
      trigger: 'OnAssign',
    })
    expect(about({ payload }, { entity: 'Satisfaction' })).toMatchObject({ entity: 'Satisfaction' })
  })

  test.each(['on submit', 'On-Submit', 'ONSUBMIT', 'on_submit'])(
    'is read however it is written: %s',
    (trigger) => {
      expect(about({ payload: {} }, { entity: 'satis-faction', trigger })).toMatchObject({
        entity: 'Satisfaction',
        trigger: 'OnSubmit',
      })
    },
  )

  test('that names what we do not know is a typing mistake', () => {
    const unknownEntity = about({ payload: {} }, { entity: 'Conversation', trigger: 'OnNew' })
    expect(unknownEntity).toMatchObject({
      reason: 'unknown-entity',
      known: entities,
      issues: [{ path: 'URL' }],
    })
    expect(unknownEntity).not.toHaveProperty('isUnknownName')
    const unknownTrigger = about({ payload: {} }, { entity: 'chat', trigger: 'OnExit' })
    expect(unknownTrigger).toMatchObject({ reason: 'unknown-trigger', entity: 'Chat', known: ['OnUserExit'] })
    expect(unknownTrigger).not.toHaveProperty('isUnknownName')
  })

  test("gives way to a tag's own word", () => {
    const payload = { eventName: 'OnDelete', tagId: '1' }
    expect(about({ payload }, { entity: 'Tag', trigger: 'OnAdd' })).toMatchObject({ trigger: 'OnDelete' })
    expect(
      about({ payload: { ...payload, eventName: '' } }, { entity: 'Tag', trigger: 'OnAdd' }),
    ).toMatchObject({
      trigger: 'OnAdd',
    })
  })

  test('is not told by an unknown word of a tag: that is news', () => {
    const payload = { eventName: 'OnMerge', tagId: '1' }
    expect(about({ payload }, { entity: 'Tag', trigger: 'OnAdd' })).toMatchObject({
      reason: 'unknown-trigger',
      trigger: 'OnMerge',
      isUnknownName: true,
      issues: [{ path: 'payload.eventName' }],
    })
  })
})
