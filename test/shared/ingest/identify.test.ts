import { describe, expect, test } from 'vitest'
import type { Json, JsonObject } from '../../../shared/commbox/json.ts'
import { entities } from '../../../shared/commbox/names.ts'
import { type Address, identify } from '../../../shared/ingest/identify.ts'

const about = (body: JsonObject, address: Address = {}) => identify(body, address)
const event = (Subscription: Json, Name: Json, more: JsonObject = {}) => ({
  Event: { Subscription, Name, ...more },
})

describe('the envelope', () => {
  test('names entity, trigger, brand and request', () => {
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
  ])('is read in any spelling: %s, %s', (Subscription, Name, entity, trigger) => {
    expect(about(event(Subscription, Name, { [entity]: {} }))).toMatchObject({ entity, trigger })
    expect(about(event(Subscription, Name, { [entity.toLowerCase()]: {} }))).toMatchObject({
      entity,
      trigger,
    })
  })

  test("may spell its element's name at any length: its path is short", () => {
    const identified = about(event('Tag', 'OnAdd', { [`Tag${' '.repeat(1_000_000)}`]: { tagId: '1' } }))
    expect(identified).toHaveProperty('payload.tagId', '1')
    expect(JSON.stringify(identified).length).toBeLessThan(1000)
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

  test('that has an unknown name is something new', () => {
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

  test('that has an unknown trigger is something new, too, if its element has another name', () => {
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

  test.each(certain)('%j is of one entity and trigger', (payload, entity, trigger) => {
    expect(about({ payload })).toEqual({ entity, trigger, payload, at: 'payload' })
  })

  test.each(certain)('%j is of one trigger of its entity', (payload, entity, trigger) => {
    expect(about({ payload }, { entity })).toMatchObject({ entity, trigger })
  })

  test.each(['Satisfaction', 'Form', 'Chat'])('%s has one trigger, whatever the payload', (entity) => {
    expect(about({ payload: {} }, { entity })).toMatchObject({ entity })
    expect(about({ payload: {} }, { entity })).not.toHaveProperty('reason')
  })

  test('the tags of a user are recognised if the entity is known', () => {
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
      'ids only',
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
  test.each(['on submit', 'On-Submit', 'ONSUBMIT', 'on_submit'])('is read in any spelling: %s', (trigger) => {
    expect(about({ payload: {} }, { entity: 'satis-faction', trigger })).toMatchObject({
      entity: 'Satisfaction',
      trigger: 'OnSubmit',
    })
  })

  test('that has an unknown name is a typing mistake', () => {
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

  test('does not explain an unknown word of a tag: that is something new', () => {
    const payload = { eventName: 'OnMerge', tagId: '1' }
    expect(about({ payload }, { entity: 'Tag', trigger: 'OnAdd' })).toMatchObject({
      reason: 'unknown-trigger',
      trigger: 'OnMerge',
      isUnknownName: true,
      issues: [{ path: 'payload.eventName' }],
    })
  })
})

const object = { Id: '1', StreamId: '2', SubStreamId: '0' }
const message = { ...object, Message: 'Hello', Type: '0', CreateDate: '09-06-2024 07:28:47' }
const profile = { Id: '1', Email: 'a@b.example', FirstName: 'Dana', UniqueID: '' }
const tags = { Tag: { Id: '5', Action: 'Add' } }
const tag = { tagId: '5', groupId: '3', name: 'VIP', isObject: 'True' }

/** Bodies of each trigger, and what they are at a URL of another: `as the URL says`, one trigger, or refused. */
const bodies: [entity: string, trigger: string, body: JsonObject, elsewhere: string | undefined][] = [
  ['Object', 'OnNewActivity', { ...object, Activities: { Activity: { Id: '7' } } }, 'OnNewActivity'],
  ['Object', 'OnNewActivity', { ...object, Activities: [{ Id: '7' }] }, 'OnNewActivity'],
  ['Object', 'OnNewActivity', { ...object, Activities: '[{"Id":"7"}]' }, 'OnNewActivity'],
  ['Object', 'OnNewChild', { ...object, Children: { Child: { Id: '7' } } }, 'OnNewChild'],
  ['Object', 'OnUpdateTag', { ...object, Tags: tags }, 'OnUpdateTag'],
  ['Object', 'OnUpdateTag', { Id: '1', Tags: tags }, 'OnUpdateTag'],
  ['Object', 'OnAssign', object, 'as the URL says'],
  ['Object', 'OnUnAssign', { Id: '1' }, 'as the URL says'],
  ['User', 'OnUpdateTag', { Id: '1', Tags: tags }, 'OnUpdateTag'],
  ['User', 'OnNew', profile, 'as the URL says'],
  ['User', 'OnUpdate', profile, 'as the URL says'],
  ['User', 'Login', profile, 'as the URL says'],
  ['User', 'Logout', { Id: '1' }, 'as the URL says'],
  ['Tag', 'OnAdd', { ...tag, eventName: 'OnAdd' }, 'OnAdd'],
  ['Tag', 'OnUpdate', { ...tag, eventName: 'On Update' }, 'OnUpdate'],
  ['Tag', 'OnDelete', { tagId: '5', eventName: 'OnDelete' }, 'OnDelete'],
  ['Tag', 'OnAddGroup', { groupId: '3', name: 'VIP', eventName: 'OnAddGroup' }, 'OnAddGroup'],
  ['Tag', 'OnUpdateGroup', { groupId: '3', name: 'VIP', eventName: 'OnUpdateGroup' }, 'OnUpdateGroup'],
  ['Tag', 'OnDeleteGroup', { groupId: '3', eventName: 'OnDeleteGroup' }, 'OnDeleteGroup'],
]

describe.each(bodies)('a body of %s %s, %j', (entity, trigger, payload, elsewhere) => {
  test.each(triggersOfEntity(entity))('at the URL of %s', (other) => {
    const expected = elsewhere === 'as the URL says' ? other : elsewhere
    expect(about({ payload }, { entity, trigger: other })).toMatchObject({
      entity,
      trigger: expected,
      payload,
    })
  })

  test('in an envelope that names it, at every URL', () => {
    for (const other of triggersOfEntity(entity)) {
      const body = event(entity, trigger, { [entity]: payload })
      expect(about(body, { entity, trigger: other })).toMatchObject({ entity, trigger, payload })
    }
  })
})

function triggersOfEntity(entity: string): string[] {
  return bodies.filter(([each]) => each === entity).map(([, trigger]) => trigger)
}

describe('a message is OnNew or OnNewChild', () => {
  test.each(['OnNew', 'OnNewChild'])('as the URL says: %s', (trigger) => {
    expect(about({ payload: message }, { entity: 'Object', trigger })).toMatchObject({ trigger })
  })

  test.each([
    ['Object', 'OnNewActivity'],
    ['Object', 'OnUpdateTag'],
    ['Object', 'OnAssign'],
    ['Object', 'OnUnAssign'],
    ['User', 'OnNew'],
    ['User', 'Login'],
  ])('and never %s %s: refused', (entity, trigger) => {
    expect(about({ payload: message }, { entity, trigger })).toMatchObject({
      reason: 'trigger-mismatch',
      entity,
      trigger,
      issues: [{ path: 'payload.Message', received: 'string' }],
    })
    // A photo comes with an empty text.
    expect(about({ payload: { ...object, Message: '' } }, { entity, trigger })).toMatchObject({
      reason: 'trigger-mismatch',
    })
  })
})

describe('what no trigger can have together is refused at every URL', () => {
  test.each<[JsonObject]>([
    [{ ...object, Activities: { Activity: {} }, Tags: tags }],
    [{ ...message, Tags: tags }],
    [{ ...message, Activities: { Activity: { Id: '7' } } }],
    [{ ...profile, Message: 'Hello' }],
  ])('%j', (payload) => {
    for (const [entity, trigger] of bodies.filter(([each]) => each !== 'Tag')) {
      expect(about({ payload }, { entity, trigger })).toMatchObject({ reason: 'trigger-mismatch' })
    }
    expect(about({ payload })).toMatchObject({ reason: 'ambiguous-trigger' })
  })
})

describe('a certain shape beats the entity in the URL', () => {
  test.each<[string, string, JsonObject, string, string]>([
    ['User', 'OnNew', { ...object, Activities: { Activity: { Id: '7' } } }, 'Object', 'OnNewActivity'],
    ['User', 'OnUpdateTag', { ...object, Tags: tags }, 'Object', 'OnUpdateTag'],
    ['Form', 'OnSubmit', { ObjectId: '1', Score: '50' }, 'Satisfaction', 'OnSubmit'],
    ['Object', 'OnAssign', { Object: { Id: '1' }, User: { Id: '2' } }, 'Chat', 'OnUserExit'],
    ['Object', 'OnNew', { eventName: 'OnDelete', tagId: '5' }, 'Tag', 'OnDelete'],
  ])('of %s %s', (entity, trigger, payload, itsEntity, itsTrigger) => {
    expect(about({ payload }, { entity, trigger })).toMatchObject({ entity: itsEntity, trigger: itsTrigger })
  })

  test("and a user's file is no conversation", () => {
    expect(about({ payload: profile }, { entity: 'Object', trigger: 'OnNew' })).toMatchObject({
      reason: 'trigger-mismatch',
    })
  })

  test('but not a name in the URL that is not known, which is a typing mistake', () => {
    const payload = { ...object, Activities: { Activity: { Id: '7' } } }
    expect(about({ payload }, { entity: 'Objct' })).toMatchObject({ reason: 'unknown-entity' })
    expect(about({ payload }, { entity: 'Object', trigger: 'OnNewActivty' })).toMatchObject({
      reason: 'unknown-trigger',
    })
  })
})

describe('ids only contradict no URL', () => {
  test.each(['OnAddGroup', 'OnUpdateGroup', 'OnDeleteGroup'])('a group at the URL of %s', (trigger) => {
    expect(about({ payload: { groupId: '3' } }, { entity: 'Tag', trigger })).toMatchObject({ trigger })
  })

  test.each(['OnAdd', 'OnUpdate', 'OnDelete'])('but an id that %s needs must be there', (trigger) => {
    expect(about({ payload: { groupId: '3' } }, { entity: 'Tag', trigger })).toMatchObject({
      trigger: 'OnDeleteGroup',
    })
  })

  test('with another member, the shape is certain again', () => {
    const payload = { groupId: '3', identity: 'VIP' }
    expect(about({ payload }, { entity: 'Tag', trigger: 'OnAddGroup' })).toMatchObject({
      trigger: 'OnDeleteGroup',
    })
  })

  test.each(['OnAddGroup', 'OnUpdateGroup', 'OnDeleteGroup'])('a tag is no group: %s', (trigger) => {
    expect(about({ payload: tag }, { entity: 'Tag', trigger })).toMatchObject({ reason: 'trigger-mismatch' })
  })
})

describe('a member that is empty says nothing', () => {
  test.each<[Json]>([[''], [null], [{}], [[]]])('%j', (nothing) => {
    const payload = { ...object, Activities: nothing, Tags: nothing, Children: nothing }
    expect(about({ payload }, { entity: 'Object', trigger: 'OnAssign' })).toMatchObject({
      trigger: 'OnAssign',
    })
    expect(about({ payload }, { entity: 'Object' })).toMatchObject({ reason: 'ambiguous-trigger' })
  })

  test('and so is a message that is null', () => {
    const payload = { ...object, Message: null }
    expect(about({ payload }, { entity: 'Object', trigger: 'OnAssign' })).toMatchObject({
      trigger: 'OnAssign',
    })
  })
})

describe("the request's id", () => {
  const uuid = '5f0c7a3e-9b1d-4c62-8a40-000000000904'
  const idOf = (inner: JsonObject, beside: JsonObject = {}) => {
    const identified = about(event('User', 'Login', { ...beside, User: { Id: '1', ...inner } }))
    return 'reason' in identified ? identified : identified.requestId
  }

  test.each(['requestId', 'RequestId', 'requestID', 'request_id', 'REQUEST-ID', 'Request Id'])(
    'is read in the element and beside it: %s',
    (name) => {
      expect(idOf({ [name]: uuid })).toBe(uuid)
      expect(idOf({}, { [name]: uuid })).toBe(uuid)
      expect(
        about({ payload: { Id: '1', [name]: uuid } }, { entity: 'User', trigger: 'Login' }),
      ).toMatchObject({
        requestId: uuid,
      })
    },
  )

  test('of the element goes before that beside it, if it says anything', () => {
    expect(idOf({ requestId: 'a' }, { RequestId: 'b' })).toBe('a')
    for (const nothing of ['', ' ', null, {}, []])
      expect(idOf({ requestId: nothing }, { RequestId: 'b' })).toBe('b')
  })

  test.each([
    [`  ${uuid}\t`, uuid],
    [uuid.toUpperCase(), uuid],
    [' AbC-7 ', 'AbC-7'],
    [`X${uuid.toUpperCase()}`, `X${uuid.toUpperCase()}`],
    [`${uuid.toUpperCase()}0`, `${uuid.toUpperCase()}0`],
    [42, '42'],
    ['9007199254740993', '9007199254740993'],
  ])('%j is %s: trimmed, and a UUID in lower case', (sent, requestId) => {
    expect(idOf({ requestId: sent })).toBe(requestId)
  })

  test('of more than 200 characters is known by its fingerprint', () => {
    expect(idOf({ requestId: 'x'.repeat(200) })).toBe('x'.repeat(200))
    const long = idOf({ requestId: 'x'.repeat(201) })
    expect(long).toMatch(/^[0-9a-f]{16}$/)
    expect(idOf({ requestId: `${'x'.repeat(200)}y` })).not.toBe(long)
  })

  test.each([
    ['requestId', true],
    ['request', 'a'],
    ['requestIds', 'a'],
  ])('is not %s: %j', (name, value) => {
    expect(idOf({ [name]: value })).toBeUndefined()
  })
})

describe('what is beside the payload', () => {
  const User = { Id: '1' }
  const beside = (more: JsonObject) => {
    const identified = about(event('User', 'Login', { Brand: 'acme', RequestId: 'r', ...more, User }))
    return 'reason' in identified ? identified : identified.envelope
  }

  test('is kept as it was sent, but for what is read of it', () => {
    const members = { EventTime: '2024-06-09T07:28:47', Attempt: 2, IsTest: false, Source: { Name: 'API' } }
    expect(beside(members)).toEqual(members)
  })

  test('is absent if there is none', () => {
    expect(beside({})).toBeUndefined()
    expect(about({ payload: User }, { entity: 'User', trigger: 'Login' })).not.toHaveProperty('envelope')
  })

  test('may stand beside a bare payload, too, and beside the Event', () => {
    const bare = about({ payload: User, EventTime: 'then' }, { entity: 'User', trigger: 'Login' })
    expect(bare).toMatchObject({ envelope: { EventTime: 'then' } })
    const whole = about({ ...event('User', 'Login', { User, A: 1 }), B: 2 })
    expect(whole).toMatchObject({ envelope: { A: 1, B: 2 } })
  })

  test('is small: at most 10 members, of 50 and 200 characters at most', () => {
    const many = Object.fromEntries(Array.from({ length: 11 }, (_, at) => [`Member${at}`, at]))
    expect(Object.keys(beside(many) ?? {})).toEqual(Object.keys(many).slice(0, 10))
    const [name, value] = ['n'.repeat(50), 'x'.repeat(198)]
    expect(beside({ [name]: 1, [`${name}n`]: 1, Long: value, Longer: `${value}x` })).toEqual({
      [name]: 1,
      Long: value,
    })
  })
})

describe('an envelope without a trigger', () => {
  test('leaves it to the shape of its payload', () => {
    const activities = { Subscription: 'Object', Object: { Id: '1', Activities: { Activity: { Id: '7' } } } }
    expect(about({ Event: activities })).toMatchObject({ entity: 'Object', trigger: 'OnNewActivity' })
    const tagged = { Subscription: 'Tag', Tag: { eventName: 'OnAdd', tagId: '5' } }
    expect(about({ Event: tagged }, { entity: 'Tag', trigger: 'OnDelete' })).toMatchObject({
      trigger: 'OnAdd',
    })
    expect(about({ Event: tagged })).toMatchObject({ entity: 'Tag', trigger: 'OnAdd' })
  })

  test.each(['Tag', 'User'])('and without a payload is invalid at any URL of %s', (entity) => {
    const trigger = entity === 'Tag' ? 'OnAdd' : 'Login'
    expect(about({ Event: { Subscription: entity } }, { entity, trigger })).toEqual({
      reason: 'invalid',
      entity,
      trigger,
      issues: [{ path: `Event.${entity}`, expected: 'object', received: 'nothing of the kind' }],
    })
  })

  test('and without an entity leaves both to the URL', () => {
    expect(about({ Event: { Name: 'OnAdd' } }, { entity: 'Tag' })).toMatchObject({
      reason: 'invalid',
      entity: 'Tag',
      trigger: 'OnAdd',
    })
    expect(about({ Event: { Name: 'OnAdd' } })).toMatchObject({ reason: 'ambiguous-trigger' })
  })
})

describe('what is wrong is a place, with what is expected there', () => {
  const oneOf = (names: readonly string[]) => `one of ${names.join(', ')}`
  const ofChat = ['OnUserExit']
  const ofTag = ['OnAdd', 'OnUpdate', 'OnDelete', 'OnAddGroup', 'OnUpdateGroup', 'OnDeleteGroup']

  test.each<[string, JsonObject, Address, object]>([
    [
      'no envelope',
      { Id: '1' },
      {},
      {
        reason: 'no-envelope',
        issues: [
          {
            path: '',
            expected: '{"payload": {…}} or {"Event": {…}}',
            received: 'an object without either',
          },
        ],
      },
    ],
    [
      'an unknown entity in the envelope',
      event('Robot', 'OnBeep', { Brand: 'acme', Robot: {} }),
      {},
      {
        reason: 'unknown-entity',
        issues: [{ path: 'Event.Subscription', expected: oneOf(entities), received: 'another name' }],
        known: entities,
        entity: 'Robot',
        trigger: 'OnBeep',
        brand: 'acme',
        isUnknownName: true,
      },
    ],
    [
      'an unknown entity in the URL',
      { payload: {} },
      { entity: 'Robot' },
      {
        reason: 'unknown-entity',
        issues: [{ path: 'URL', expected: oneOf(entities), received: 'another name' }],
        known: entities,
      },
    ],
    [
      'an unknown trigger in the envelope',
      event('Chat', 'OnBeep', { Chat: {} }),
      {},
      {
        reason: 'unknown-trigger',
        issues: [{ path: 'Event.Name', expected: oneOf(ofChat), received: 'another name' }],
        known: ofChat,
        entity: 'Chat',
        trigger: 'OnBeep',
        isUnknownName: true,
      },
    ],
    [
      'an unknown trigger in the payload of an envelope',
      { Event: { Tag: { eventName: 'OnBeep' } } },
      {},
      {
        reason: 'unknown-trigger',
        issues: [{ path: 'Event.Tag.eventName', expected: oneOf(ofTag), received: 'another name' }],
        known: ofTag,
        entity: 'Tag',
        trigger: 'OnBeep',
        isUnknownName: true,
      },
    ],
    [
      'an unknown trigger in the URL',
      { payload: {} },
      { entity: 'chat', trigger: 'OnBeep' },
      {
        reason: 'unknown-trigger',
        issues: [{ path: 'URL', expected: oneOf(ofChat), received: 'another name' }],
        known: ofChat,
        entity: 'Chat',
      },
    ],
    [
      'a shape that is not certain',
      { payload: { Id: '1' } },
      { entity: 'Tag' },
      {
        reason: 'ambiguous-trigger',
        issues: [{ path: 'URL', expected: oneOf(ofTag), received: 'nothing' }],
        known: ofTag,
        entity: 'Tag',
      },
    ],
    [
      'a member of another trigger',
      { payload: { ...object, Message: 'Hello' } },
      { entity: 'Object', trigger: 'OnAssign' },
      {
        reason: 'trigger-mismatch',
        issues: [
          {
            path: 'payload.Message',
            expected: 'nothing: Object OnAssign has no such member',
            received: 'string',
          },
        ],
        entity: 'Object',
        trigger: 'OnAssign',
      },
    ],
  ])('%s', (_what, body, address, unidentified) => {
    expect(about(body, address)).toEqual(unidentified)
  })
})
