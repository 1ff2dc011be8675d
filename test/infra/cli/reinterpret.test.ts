import { readFileSync } from 'node:fs'
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { credentials, region } from '../../../infra/local/account.ts'
import type { Emulator } from '../../../infra/local/listening.ts'
import { startSqs } from '../../../infra/local/sqs.ts'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import type { Entity } from '../../../shared/commbox/names.ts'
import { type Delivery, decodeDelivery } from '../../../shared/events/delivery.ts'
import { outputs } from '../../../shared/runtime/names.ts'
import { commbox, outputsFile, type Ran } from './command-line.ts'
import { delivery, type RebuildTables, startTables, statusChange } from './rebuild/tables.ts'

let stored: RebuildTables
let emulator: Emulator
let sqs: SQSClient
let file: string
const queues = new Map<Entity, string>()
beforeAll(async () => {
  stored = await startTables()
  emulator = await startSqs()
  sqs = new SQSClient({ region, credentials, endpoint: emulator.endpoint })
  for (const entity of ['Object', 'User'] as const) {
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: entity }))
    queues.set(entity, QueueUrl)
  }
  const { CommBoxWebhooks, Local } = JSON.parse(readFileSync(stored.outputs, 'utf8'))
  const urls = [...queues].map(([entity, url]) => [outputs.queue(entity), url])
  file = outputsFile({
    CommBoxWebhooks: { ...CommBoxWebhooks, ...Object.fromEntries(urls) },
    Local: { ...Local, SqsEndpoint: emulator.endpoint },
  })
})
afterAll(async () => {
  sqs.destroy()
  await Promise.all([stored.close(), emulator.close()])
})
beforeEach(async () => {
  for (const entity of ['Object', 'User'] as const) {
    await stored.remove(entity, await stored.items(entity))
    await takeMessages(entity)
  }
})

const run = (args: string, terminal: Parameters<typeof commbox>[2] = {}): Promise<Ran> =>
  commbox([...args.split(' '), '--outputs', file], {}, terminal)

/** Takes what is in a queue. */
async function takeMessages(entity: Entity): Promise<Delivery[]> {
  const QueueUrl = queues.get(entity)
  const taken: Delivery[] = []
  while (true) {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }))
    if (Messages.length === 0) return taken
    for (const { Body = '', ReceiptHandle } of Messages) {
      const { payload = {}, ...rest } = decodeDelivery(Body) ?? expect.fail('not a delivery')
      taken.push({ ...rest, payload })
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))
    }
  }
}

/** Runs the consumer of an entity until its queue is empty. @returns the ids of the deliveries */
async function consumeQueue(entity: Entity): Promise<string[]> {
  const messages = await takeMessages(entity)
  if (messages.length > 0) expect(await stored.consume(messages)).toBe(0)
  return messages.map(({ deliveryId }) => deliveryId).sort()
}

/** What a table says, without the stubs of withdrawn events. */
async function live(entity: Entity): Promise<JsonObject[]> {
  const items = await stored.items(entity)
  const textOf = (item: JsonObject) => JSON.stringify([item.objectId ?? item.userId, item.record])
  return items
    .filter(({ withdrawnAt }) => withdrawnAt === undefined)
    .sort((a, b) => (textOf(a) < textOf(b) ? -1 : 1))
}

/** The table as it would be if the deliveries had been posted to the right URL. */
async function tableOf(entity: Entity, deliveries: readonly Delivery[]): Promise<JsonObject[]> {
  await stored.consume(deliveries)
  const items = await live(entity)
  await stored.remove(entity, await stored.items(entity))
  return items
}

const ids = { Id: '501', StreamId: '24569' }
const change = statusChange('501', 1, 2)
/** Un-assignments that were posted to the URL of assignments, one of them with an id of its request. */
const wrong = [
  delivery('Object', 'OnAssign', 10, ids),
  delivery('Object', 'OnAssign', 20, ids, '0d6f1c1e-6a55-4a0e-9c38-0e5ab1d6a001'),
  delivery('Object', 'OnAssign', 30, { Id: '502', StreamId: '24569' }),
]
const right = wrong.map((each) => ({ ...each, trigger: 'OnUnAssign', deliveryId: `${each.deliveryId}.r1` }))
const reinterpret = 'reinterpret object --trigger on-assign --as object/on-unassign'

describe('un-assignments at the URL of assignments', () => {
  let expected: JsonObject[]
  beforeEach(async () => {
    expected = await tableOf('Object', [change, ...right])
    await stored.consume([change, ...wrong])
    expect(await live('Object')).toContainEqual(expect.objectContaining({ record: 'state', assigned: true }))
  })

  test('a dry run counts and writes nothing', async () => {
    const before = await stored.items('Object')
    expect(await run(`${reinterpret} --dry-run`)).toEqual({
      code: 0,
      out: '3 events of Object OnAssign\n  3 would become Object OnUnAssign\n',
      err: '',
    })
    expect(await stored.items('Object')).toEqual(before)
    expect(await takeMessages('Object')).toEqual([])
  })

  test('the table is as if they had been posted to the right one', async () => {
    const { code, out } = await run(`${reinterpret} --yes`)
    expect({ code, out }).toEqual({
      code: 0,
      out: '3 events of Object OnAssign\n  3 to become Object OnUnAssign\n3 events sent, 3 withdrawn\n',
    })
    expect(await consumeQueue('Object')).toEqual(right.map(({ deliveryId }) => deliveryId).sort())
    expect(await live('Object')).toEqual(expected)
  })

  test('what is delivered again, at either URL, changes nothing', async () => {
    await run(`${reinterpret} --yes`)
    await consumeQueue('Object')
    await stored.consume(wrong)
    const [, second] = right
    // CommBox repeats a request at the URL that was corrected.
    await stored.consume([
      { ...(second ?? change), deliveryId: 'later', receivedAt: '2024-06-09T08:00:00.000Z' },
    ])
    expect(await live('Object')).toEqual(expected)
    expect((await run(`${reinterpret} --yes`)).out).toBe('0 events of Object OnAssign\n')
  })

  test('by id and by time, only those are sent', async () => {
    const span = '--from 2024-06-09T07:30:15 --to 2024-06-09T07:30:25'
    const { out } = await run(
      `reinterpret object 501 ${span} --trigger OnAssign --as object/OnUnAssign --json --yes`,
    )
    expect(JSON.parse(out).items).toEqual([
      { outcome: 'becomes', as: 'Object OnUnAssign', count: 1 },
      { outcome: 'withdrawn', count: 1 },
    ])
    expect(await consumeQueue('Object')).toEqual([right[1]?.deliveryId])
  })

  test.each(['while it sends', 'while it waits'])(
    'interrupted %s, a second run completes it',
    async (moment) => {
      let interrupt = () => {}
      const isDue = (text: string) => (moment === 'while it sends' ? /^\D*1 of 3 sent/ : /waiting/).test(text)
      const stopped = await run(`${reinterpret} --yes`, {
        onInterrupt: (listener) => {
          interrupt = listener
          return () => {}
        },
        live: (text) => {
          if (isDue(text.slice(text.lastIndexOf('K') + 1))) interrupt()
        },
      })
      expect(stopped).toMatchObject({ code: 1, err: 'error: interrupted: run the same command to resume\n' })
      await consumeQueue('Object')
      expect((await run(`${reinterpret} --yes`)).code).toBe(0)
      await consumeQueue('Object')
      expect(await live('Object')).toEqual(expected)
    },
  )

  test('back again is refused if its own event was withdrawn, and nothing is lost', async () => {
    await run(`${reinterpret} --yes`)
    await consumeQueue('Object')
    const { out } = await run('reinterpret object --trigger on-unassign --as object/on-assign --yes')
    expect(out).toContain('  1 stay: withdrawn before as that\n')
    expect(await consumeQueue('Object')).toEqual([wrong[0], wrong[2]].map((each) => `${each?.deliveryId}.r2`))
    expect((await live('Object')).filter(({ trigger }) => trigger === 'OnUnAssign')).toHaveLength(1)
  })
})

test('the tags of a conversation at the URL of users go to the conversation, each by itself', async () => {
  const payload = { ...ids, Tags: { Tag: [1, 2].map((Id) => ({ Id, Action: 'Add', Name: `Tag ${Id}` })) } }
  const wrong = delivery('User', 'OnUpdateTag', 10, payload)
  expect(await stored.consume([wrong])).toBe(0)
  expect(await live('User')).toHaveLength(3)
  const { out } = await run('reinterpret user 501 --trigger on-update-tag --as object/on-update-tag --yes')
  expect(out).toContain('  2 to become Object OnUpdateTag\n2 events sent, 2 withdrawn\n')
  expect(await consumeQueue('Object')).toEqual([`${wrong.deliveryId}.r1`, `${wrong.deliveryId}.r1_001`])
  expect(await live('User')).toEqual([])
  expect(await live('Object')).toContainEqual(
    expect.objectContaining({ record: 'state', objectId: '501', tagIds: ['1', '2'] }),
  )
})

test('of a delivery whose body is in the bucket each event is its element, with its brand', async () => {
  const tags = [1, 2].map((Id) => ({ Id, Action: 'Add', Name: `Tag ${Id}` }))
  const { payload, ...large } = delivery(
    'User',
    'OnUpdateTag',
    10,
    { ...ids, Tags: { Tag: tags } },
    'request-1',
  )
  const payloadKey = 'User/2024-06-09/large.json'
  await stored.database('User').bodies.put(payloadKey, JSON.stringify(payload))
  // The command reads the bucket itself, which is not the consumers'.
  await stored.putBody(payloadKey, JSON.stringify(payload))
  const beside = { brand: 'Acme', envelope: { EventTime: '2024-06-09' } }
  expect(await stored.consume([{ ...large, ...beside, payloadKey } as never])).toBe(0)
  const { out } = await run('reinterpret user --trigger on-update-tag --as object/on-update-tag --yes')
  expect(out).toContain('2 events sent, 2 withdrawn\n')
  const sent = (await takeMessages('Object')).sort((a, b) => (a.deliveryId < b.deliveryId ? -1 : 1))
  const { deliveryId, receivedAt } = large
  expect(sent).toEqual(
    tags.map((Tag, place) => ({
      version: 1,
      entity: 'Object',
      trigger: 'OnUpdateTag',
      deliveryId: `${deliveryId}.r1${place === 0 ? '' : '_001'}`,
      requestId: `request-1${place === 0 ? '' : '.001'}`,
      receivedAt,
      brand: beside.brand,
      // What belongs to no element stays with the first.
      ...(place === 0 ? { envelope: beside.envelope } : {}),
      payload: { ...ids, Tags: { Tag } },
      via: 'reinterpret',
    })),
  )
})

test('what is certain, or cannot be the other trigger, stays as it is', async () => {
  await stored.consume([change])
  const before = await stored.items('Object')
  const { out } = await run('reinterpret object --trigger on-new-activity --as object/on-assign --yes')
  expect(out).toBe('1 event of Object OnNewActivity\n  1 stay: what they are stored as\n')
  expect(await stored.items('Object')).toEqual(before)
  await stored.consume([delivery('Object', 'OnAssign', 10, ids)])
  const refused = await run('reinterpret object --trigger on-assign --as tag/on-add --dry-run --json')
  expect(JSON.parse(refused.out).items).toEqual([{ outcome: 'stays', reason: 'invalid', count: 1 }])
})

test('asks first, and needs names that are known', async () => {
  await stored.consume(wrong)
  const questions: string[] = []
  const ask = async (question: string) => {
    questions.push(question)
    return 'n'
  }
  expect(await run(reinterpret, { ask })).toMatchObject({ code: 1, err: 'error: nothing was done\n' })
  expect(questions).toEqual(['Send 3 events of Object OnAssign again, and withdraw them? [y/N] '])
  expect(await takeMessages('Object')).toEqual([])
  for (const [args, message] of [
    ['reinterpret object --trigger login --as object/on-new', 'no trigger login for object'],
    ['reinterpret object --trigger on-new --as object/login', 'Choose one of'],
    ['reinterpret object --trigger on-new --as object/on-new', '--as is what they are stored as'],
    ['reinterpret object --trigger on-new', "required option '--as"],
  ] as const) {
    expect(await run(args)).toMatchObject({ code: 2, err: expect.stringContaining(message) })
  }
  expect(await run(`${reinterpret.replace('object', 'object 404')} --yes`)).toMatchObject({
    code: 1,
    err: expect.stringContaining('nothing is stored about object 404'),
  })
})
