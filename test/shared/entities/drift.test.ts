import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import type { Entity } from '../../../shared/commbox/names.ts'
import { driftIn, isUnknown } from '../../../shared/entities/drift.ts'
import { definitions } from '../../../shared/entities/registry.ts'
import { objectIn } from '../../../shared/ingest/body.ts'
import { identify } from '../../../shared/ingest/identify.ts'
import * as others from '../../../shared/ingest/other-bodies.ts'
import { asXml, NotInXml } from '../../envelopes.ts'
import { type DeliveryExpectation, deliveries } from '../../fixtures.ts'

/** The drift of a payload as `path type`. */
function drift(entity: Entity, trigger: string, payload: JsonObject, envelope: JsonObject = {}): string[] {
  const definition = definitions[entity].triggers[trigger] ?? expect.fail('no such trigger')
  return driftIn(definition, payload, envelope).map(({ path, type }) => `${path} ${type}`)
}

const activity = (members: JsonObject) => ({
  Id: '1',
  Activities: { Activity: [{ Id: '2', Type: '2' }, members] },
})

describe('drift', () => {
  test('is an unknown member of every object that is known, by its path and JSON type', () => {
    expect(drift('Object', 'OnNew', { Id: '1', Priority: 3, User: { Id: '7', Vip: true } })).toEqual([
      'Priority number',
      'User.Vip boolean',
    ])
    expect(
      drift('Object', 'OnNewActivity', activity({ Mood: null, Data: { after: {}, before: [] } })),
    ).toEqual([
      'Activities.Activity.Mood null',
      'Activities.Activity.Data.after object',
      'Activities.Activity.Data.before array',
    ])
    expect(drift('User', 'Login', { Id: '1' }, { EventTime: 'x', Source: 'bot' })).toEqual([
      'Event.Source string',
    ])
  })

  test('is found whatever form a part comes in', () => {
    const child = { Id: '2', Message: 'm', Priority: 3 }
    const forms = [
      { Child: child },
      { Child: [child, child] },
      [child],
      [{ Child: child }],
      JSON.stringify({ Child: child }),
    ]
    for (const Children of forms)
      expect(drift('Object', 'OnNewChild', { Id: '1', Children })).toEqual(['Children.Child.Priority number'])
  })

  test('is a known member of another JSON type, unless it is empty', () => {
    expect(
      drift('Object', 'OnNew', {
        Id: '1',
        Message: { text: 'm' },
        CreateDate: 1,
        StatusID: true,
        User: 'Dana',
      }),
    ).toEqual(['Message object', 'CreateDate number', 'StatusID boolean', 'User string'])
    expect(drift('Object', 'OnNew', { Id: '1', User: [{ Id: '7' }] })).toEqual(['User array'])
    expect(
      drift('Object', 'OnNew', { Id: 1, Message: '', CreateDate: null, StatusID: {}, User: '', Content: [] }),
    ).toEqual([])
    expect(
      drift('Object', 'OnNewActivity', { Id: '1', Activities: { Activity: [{ Id: '2' }, 'two', ''] } }),
    ).toEqual(['Activities.Activity string'])
    expect(drift('Satisfaction', 'OnSubmit', { ObjectId: '1', Score: true })).toEqual(['Score boolean'])
    expect(drift('User', 'OnNew', { Id: '1', FirstName: { first: 'Dana' } })).toEqual(['FirstName object'])
    expect(drift('Object', 'OnNew', { Id: '1', Content: { ruleLastMessageFromCustomer: 5 } })).toEqual([
      'Content.ruleLastMessageFromCustomer number',
    ])
    expect(drift('User', 'OnNew', { Id: '1', Content: 5, Identity: 'x' })).toEqual([
      'Content number',
      'Identity string',
    ])
  })

  test('is an unknown value of an enum: a number is shown, and no other value', () => {
    expect(drift('Object', 'OnNewActivity', activity({ Type: 24, Data: { statusId: '16' } }))).toEqual([
      'Activities.Activity.Type value 24',
      'Activities.Activity.Data.statusId value 16',
    ])
    expect(
      drift('Object', 'OnNew', { Id: '1', StatusID: '99', Type: 'Dana Levi', StreamProviderType: 18 }),
    ).toEqual(['StatusID value 99', 'Type value', 'StreamProviderType value 18'])
    expect(
      drift('Object', 'OnNew', { Id: '1', StatusID: '0', Type: 'Mail', StreamProviderType: 'Own' }),
    ).toEqual([])
    expect(drift('Tag', 'OnAdd', { tagId: '1', type: '7' })).toEqual(['type value 7'])
  })

  test('is no value that is written with blanks, and no long number is shown', () => {
    expect(drift('Object', 'OnNew', { Id: '1', StatusID: ' 2 ' })).toEqual([])
    expect(drift('Object', 'OnNew', { Id: '1', StatusID: '12345' })).toEqual(['StatusID value'])
    expect(drift('Object', 'OnNew', { Id: '1', StatusID: '7b' })).toEqual(['StatusID value'])
    expect(drift('Object', 'OnNew', { Id: '1', StatusID: 'b7' })).toEqual(['StatusID value'])
  })

  test("is nothing in the data of an activity of the type Custom, which are the organisation's own", () => {
    const Data = { points: 5 }
    expect(drift('Object', 'OnNewActivity', activity({ Type: '12', Data }))).toEqual([])
    expect(drift('Object', 'OnNewActivity', activity({ Type: '12', Mood: 1 }))).toEqual([
      'Activities.Activity.Mood number',
    ])
    expect(drift('Object', 'OnNewActivity', activity({ Type: '2', Data }))).toEqual([
      'Activities.Activity.Data.points number',
    ])
    expect(drift('Object', 'OnNewChild', { Id: '1', Type: '12', Data })).toEqual(['Data object'])
  })

  test.each([
    ['Object', 'OnNew', { Id: 7, StatusID: 1, Message: true, Content: '{}' }],
    ['Object', 'OnNew', { Id: '7', Content: { ruleLastMessageFromCustomer: 'True', call_duration: 61 } }],
    ['User', 'OnNew', { Id: 7, FirstName: 5, Phone1: 972501234567, NumObjects: '1' }],
    ['Object', 'OnNewChild', { Id: '1', Snippet: 'a', StreamProviderId: '5', User: { NumObjects: '1' } }],
    ['Object', 'OnNewChild', { Id: '1', Children: { Child: { Snippet: 'a', StreamProviderId: '5' } } }],
    ['Tag', 'OnAdd', { tagId: 5, groupId: 7, isObject: false, unitValidation: '{"min":1}', name: true }],
  ] as const)('is no form that is read: %s %s %j', (entity, trigger, payload) => {
    expect(drift(entity, trigger, { ...payload })).toEqual([])
  })

  test.each([
    ['Satisfaction', 'OnSubmit', { ObjectId: 'x', Score: '4/5' }],
    ['Object', 'OnNew', { Id: '1', Content: { ruleLastMessageFromCustomer: 'maybe' } }],
    ['User', 'OnNew', { Id: '1', FirstName: '{}', Content: 'text' }],
  ] as const)(
    'is no text that a number, a flag or a map cannot be read from: %s %s %j',
    (entity, trigger, payload) => {
      expect(drift(entity, trigger, { ...payload })).toEqual([])
    },
  )

  test('does not look into maps with keys of their own, nor into what is unknown', () => {
    expect(drift('User', 'OnUpdate', { Id: '1', Content: { Vip: { Since: 2020 } } })).toEqual([])
    expect(drift('Form', 'OnSubmit', { ObjectId: '1', Properties: { 'Your name': 'Dana' } })).toEqual([])
    expect(
      drift('Object', 'OnNewActivity', activity({ Type: '42', Data: { whatever: { Dana: 1 } } })),
    ).toEqual(['Activities.Activity.Type value 42', 'Activities.Activity.Data.whatever object'])
  })

  test('shows no name that is not like one of CommBox', () => {
    const names = ['0501234567', 'dana@example.com', 'Dana Levi', 'x'.repeat(61), '__proto__', 'שם']
    expect(
      drift('User', 'Login', { Id: '1', ...Object.fromEntries(names.map((name) => [name, 1])) }),
    ).toEqual(['* number'])
  })

  test('is bounded', () => {
    const many = Object.fromEntries(Array.from({ length: 1000 }, (_, number) => [`Member${number}`, 1]))
    expect(drift('User', 'Login', { Id: '1', ...many })).toHaveLength(20)
  })

  test('is in nothing that CommBox documents, as JSON or XML', () => {
    const found = deliveries().flatMap(({ name, body, expected }) => {
      if (!/^(article|event envelope)/.test(expected.source)) return []
      return [body.toString(), xmlOf(body, expected)].flatMap((text) => {
        const decoded = objectIn({ body: text }, { others })
        const [entity, trigger] = expected.url.split('/')
        const identified =
          'object' in decoded && identify(decoded.object, { entity: entity || undefined, trigger })
        if (!identified || !('payload' in identified)) return [`${name} is not read`]
        const { payload, envelope } = identified
        return drift(expected.entity, expected.trigger, payload, envelope).map((each) => `${name} ${each}`)
      })
    })
    expect(found).toEqual([])
  })
})

/** The same delivery as XML; as it is if XML cannot say it. */
function xmlOf(body: Buffer, expected: DeliveryExpectation): string {
  try {
    return asXml(body, expected)
  } catch (error) {
    if (error instanceof NotInXml) return body.toString()
    throw error
  }
}

describe('what an earlier version did not know', () => {
  const isNew = (path: string, type: string, trigger = 'OnNewActivity') =>
    isUnknown(definitions.Object.triggers[trigger] ?? expect.fail('no such trigger'), { path, type })

  test.each([
    ['Priority', 'number'],
    ['Activities.Activity.Mood', 'string'],
    ['Activities.Activity.Data.after', 'object'],
    ['Activities.Activity.Data.before', 'array'],
    ['Activities.Activity.Type', 'value 24'],
    ['StreamId', 'boolean'],
    ['StreamId', 'object'],
    ['StreamId', 'array'],
    ['User', 'string', 'OnNew'],
    ['Activities', 'number'],
    ['Event.Source', 'string'],
    ['Event.Source', 'null'],
  ])('is still unknown: %s of type %s', (path, type, trigger = 'OnNewActivity') => {
    expect(isNew(path, type, trigger)).toBe(true)
  })

  test.each([
    ['StreamId', 'number'],
    ['Activities', 'object'],
    ['Activities', 'array'],
    ['Activities.Activity.Type', 'value 2'],
    ['Activities.Activity.Type', 'value 11'],
    ['Activities.Activity.CreateDate', 'string'],
    ['Event.EventTime', 'string'],
  ])('is known by now: %s of type %s', (path, type) => {
    expect(isNew(path, type)).toBe(false)
  })
})
