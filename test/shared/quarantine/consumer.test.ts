import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { encodeMessage, type Quarantined } from '../../../shared/events/delivery.ts'
import { quarantineConsumer } from '../../../shared/quarantine/consumer.ts'
import { sqsRecord } from '../../sqs-record.ts'
import { type Script, scriptedClient } from '../store/scripted-client.ts'

const written = v.looseObject({
  Item: v.record(v.string(), v.custom<AttributeValue>(Boolean)),
})

/** A consumer whose table answers with the script, with the items that it was given. */
function recorder(script: Script = () => ({})) {
  const items: Record<string, unknown>[] = []
  const logged: Record<string, unknown>[] = []
  const commands: string[] = []
  const client = scriptedClient((command, input) => {
    commands.push(command)
    if (command === 'PutItemCommand') items.push(unmarshall(v.parse(written, input).Item))
    return script(command, input)
  })
  const table = { client, tableName: 'quarantine', partitionKey: 'day', sleep: async () => {} }
  return { consume: quarantineConsumer(table, (entry) => void logged.push(entry)), items, logged, commands }
}

const quarantined = (deliveryId: string): Quarantined => ({
  version: 1,
  deliveryId,
  receivedAt: '2024-06-16T12:00:00.000Z',
  reason: 'not-json',
  issues: [],
  path: '/webhooks',
  body: '{secret',
})

test('every delivery becomes a row', async () => {
  const { consume, items, logged, commands } = recorder()
  const Records = ['one', 'two'].map((id) => sqsRecord(encodeMessage(quarantined(id)), `message-${id}`))
  expect(await consume({ Records })).toEqual({ batchItemFailures: [] })
  expect(items.map(({ deliveryId, body }) => [deliveryId, body])).toEqual([
    ['one', '{secret'],
    ['two', '{secret'],
  ])
  const line = { level: 'info', message: 'quarantined', reason: 'not-json' }
  expect(logged).toEqual([
    { ...line, deliveryId: 'one' },
    { ...line, deliveryId: 'two' },
  ])
  expect(commands).toEqual(['PutItemCommand', 'PutItemCommand'])
})

test('a message that is none of ours becomes a row under its own id and time', async () => {
  const { consume, items } = recorder()
  expect(await consume({ Records: [sqsRecord('hello', 'message-1')] })).toEqual({ batchItemFailures: [] })
  expect(items).toMatchObject([
    {
      ...{
        reason: 'unreadable-message',
        deliveryId: 'message-1',
        day: '2024-06-09',
        body: 'hello',
        path: '',
      },
      issues: [{ path: '', expected: 'a quarantined delivery', received: 'another message' }],
    },
  ])
})

test('a name in a body that is unknown is drift, and one in a URL is not', async () => {
  const { consume, items, logged } = recorder()
  const unknown = (deliveryId: string, reason: Quarantined['reason'], path: string): Quarantined => ({
    ...quarantined(deliveryId),
    reason,
    issues: [{ path, expected: 'one of Object', received: 'another name' }],
    entity: 'Call',
    trigger: 'On End',
  })
  const all = [
    unknown('entity', 'unknown-entity', 'Event.Subscription'),
    unknown('trigger', 'unknown-trigger', 'Event.Name'),
    unknown('typo', 'unknown-entity', 'URL'),
    { ...unknown('other', 'invalid', 'Id'), entity: 'Object' },
  ]
  await consume({ Records: all.map((each) => sqsRecord(encodeMessage(each), each.deliveryId)) })
  expect(items.filter(({ day }) => day === 'drift')).toMatchObject([
    { entity: 'Call', path: 'Event.Subscription', type: 'value Call', deliveryId: 'entity' },
    { trigger: '*', path: 'Event.Name', type: 'value *', deliveryId: 'trigger' },
  ])
  const lines = logged.filter(({ message }) => message === 'drift')
  expect(lines).toMatchObject([
    { entity: expect.stringMatching(/^#/), type: expect.stringMatching(/^value #[0-9a-f]{16}$/) },
    { path: 'Event.Name', metrics: { Drift: 1 } },
  ])
  // A name from a body can be any text.
  expect(JSON.stringify(lines)).not.toMatch(/Call|On End/)
})

test('a name that is unknown and not given is drift without a name', async () => {
  const { consume, items } = recorder()
  const nameless: Quarantined = { ...quarantined('nameless'), reason: 'unknown-trigger' }
  await consume({ Records: [sqsRecord(encodeMessage(nameless), 'message')] })
  expect(items.filter(({ day }) => day === 'drift')).toMatchObject([
    { entity: '*', trigger: '*', path: '', type: 'value *' },
  ])
})

describe('a row that cannot be written', () => {
  test('is retried, and no other', async () => {
    const { consume, logged } = recorder((_command, input) =>
      JSON.stringify(input).includes('bad') ? new Error('secret') : {},
    )
    const Records = ['good', 'bad'].map((id) => sqsRecord(encodeMessage(quarantined(id)), `message-${id}`))
    expect(await consume({ Records })).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-bad' }] })
    expect(logged).toContainEqual({
      level: 'error',
      message: 'not quarantined',
      deliveryId: 'bad',
      error: 'Error',
    })
  })
})
