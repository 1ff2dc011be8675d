import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../../shared/commbox/json.ts'
import { sender } from '../../../../shared/entities/object/message.ts'
import { attributesOf, first } from '../../events-of.ts'

describe('who wrote a message', () => {
  const byCustomer = { ruleLastMessageFromCustomer: true }
  const byManager = { ruleLastMessageFromManager: true }
  test.each([
    ['its flag says the customer', { Content: byCustomer, ManagerId: '3' }, 'customer'],
    ['its flag says the manager', { Content: byManager, ManagerId: '3' }, 'manager'],
    ['its flag says the manager, who is a bot', { Content: byManager, ManagerId: null }, 'manager'],
    ['its flag says the manager and nothing else does', { Content: byManager }, 'manager'],
    [
      'its flag says that it is not the customer',
      { Content: { ruleLastMessageFromCustomer: false } },
      'manager',
    ],
    [
      'both flags: the manager decides',
      { Content: { ...byCustomer, ...byManager }, ManagerId: '3' },
      'manager',
    ],
    ['both flags: no manager', { Content: { ...byCustomer, ...byManager }, ManagerId: null }, 'customer'],
    ['it names a manager', { ManagerId: '3' }, 'manager'],
    ['it names manager 0, which is none', { ManagerId: null }, 'customer'],
    ['nothing says it', {}, undefined],
  ])('%s', (_why, message, who) => {
    expect(sender(message)).toBe(who)
  })
})

/** The same message in both layouts. */
const layouts: [string, (message: JsonObject, around?: JsonObject) => ReturnType<typeof first>][] = [
  ['flat', (message, around = {}) => first('Object', 'OnNewChild', { Id: '1', ...around, ...message })],
  [
    'nested',
    (message, around = {}) =>
      first('Object', 'OnNewChild', { Id: '1', ...around, Children: { Child: message } }),
  ],
]

describe.each(layouts)('the event of a %s message shows', (_layout, message) => {
  test('its text, its writer and the status that was said with it', () => {
    const event = message({ Message: ' text ', ManagerId: '3' }, { StatusID: '8' })
    expect(attributesOf(event)).toEqual({
      text: ' text ',
      from: 'manager',
      managerId: '3',
      actorId: '3',
      statusId: '8',
      status: 'In Process',
    })
  })

  test('no actor when the customer or a bot wrote it', () => {
    const byBot = { ManagerId: '0', Content: { ruleLastMessageFromManager: true } }
    expect(attributesOf(message(byBot))).toEqual({ from: 'manager' })
    expect(attributesOf(message({ ManagerId: '0' }))).toEqual({ from: 'customer' })
  })

  test.each([
    ['0', 'Text'],
    [2, 'Photo'],
    ['5', 'Mail'],
    ['18', 'SurveyMessage'],
    ['99', 'Unknown (99)'],
    ['Photo', 'Photo'],
    ['', undefined],
  ])('its type %j as %j', (Type, messageType) => {
    expect(attributesOf(message({ Type })).messageType).toBe(messageType)
  })

  test('its files: attachments and a link, with name, size in bytes and address', () => {
    const Content = {
      link: { href: 'https://acme.example/a.jpg', size: '2048' },
      attachments: [{ path: '/media/b.pdf', name: 'b.pdf', size: 17 }, { name: 'c.pdf' }, 'null'],
    }
    expect(attributesOf(message({ Message: '', Content })).files).toEqual([
      { name: 'b.pdf', size: 17, address: '/media/b.pdf' },
      { name: 'c.pdf' },
      { size: 2048, address: 'https://acme.example/a.jpg' },
    ])
  })

  test.each([[null], ['null'], ['{}'], [[]], [{}]])('no files when attachments are %j', (attachments) => {
    expect(attributesOf(message({ Content: { attachments } }))).not.toHaveProperty('files')
  })

  test('a size that is a text is a number, and an empty one is none', () => {
    const attachments = [{ name: 'a', size: '17' }, { name: 'b', size: '' }, { type: 'image' }]
    expect(attributesOf(message({ Content: { attachments } })).files).toEqual([
      { name: 'a', size: 17 },
      { name: 'b' },
    ])
  })

  test('no agent did what a customer wrote to one', () => {
    const Content = { ruleLastMessageFromCustomer: true }
    expect(attributesOf(message({ ManagerId: '3', Content }))).toMatchObject({
      from: 'customer',
      managerId: '3',
    })
    expect(attributesOf(message({ ManagerId: '3', Content }))).not.toHaveProperty('actorId')
    expect(attributesOf(message({ ManagerId: '3' }))).toMatchObject({ from: 'manager', actorId: '3' })
  })

  test.each([
    ['5', 'Mail'],
    ['Mail', 'Mail'],
    ['5b', '5b'],
    ['b5', 'b5'],
  ])('of type %s is called %s', (Type, messageType) => {
    expect(attributesOf(message({ Type }))).toMatchObject({ messageType })
  })

  test('at most 20 files', () => {
    const attachments = Array.from({ length: 21 }, (_, number) => ({ name: `${number}.jpg` }))
    const { files } = attributesOf(message({ Content: { attachments } }))
    expect(files).toEqual(attachments.slice(0, 20))
  })

  test('the subject of a mail', () => {
    expect(attributesOf(message({ Type: '5', Content: { subject: 'Re: order' } }))).toEqual({
      messageType: 'Mail',
      subject: 'Re: order',
    })
  })

  test('direction and duration of a call', () => {
    const Content = { call_direction: 'inbound', call_duration: '61', agent_id: '3', to: '1' }
    expect(attributesOf(message({ Type: '8', Content }))).toEqual({
      messageType: 'Voice',
      callDirection: 'inbound',
      callDuration: 61,
    })
  })
})
