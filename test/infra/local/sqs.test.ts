import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { credentials, region } from '../../../infra/local/account.ts'
import { type Sqs, startSqs } from '../../../infra/local/sqs.ts'

// Far more than a test may take: what waits to its end fails.
const seconds = 20

let sqs: Sqs
let client: SQSClient
beforeAll(async () => {
  sqs = await startSqs()
  client = new SQSClient({ endpoint: sqs.endpoint, region, credentials })
})
afterAll(async () => {
  client.destroy()
  await sqs.close()
})

async function newQueue(QueueName: string, Attributes?: Record<string, string>) {
  const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName, Attributes }))
  const send = (MessageBody: string) => client.send(new SendMessageCommand({ QueueUrl, MessageBody }))
  const receive = async (WaitTimeSeconds = 0) => {
    const input = { QueueUrl, WaitTimeSeconds, MaxNumberOfMessages: 10, AttributeNames: ['All' as const] }
    return (await client.send(new ReceiveMessageCommand(input))).Messages ?? []
  }
  return { QueueUrl, send, receive, own: sqs.queue(QueueName) }
}

test('a receive of ten waits for the first message and is answered with what is there', async () => {
  const { send, receive } = await newQueue('first')
  const waiting = receive(seconds)
  await send('one')
  expect((await waiting).map(({ Body }) => Body)).toEqual(['one'])
  await send('two')
  expect((await receive(seconds)).map(({ Body }) => Body)).toEqual(['two'])
})

test('a message that is shown again is received by one who waits, and its receives are counted as SQS counts', async () => {
  const { QueueUrl, send, receive } = await newQueue('again')
  await send('one')
  const [first] = await receive()
  expect(await receive()).toEqual([])
  const waiting = receive(seconds)
  const { ReceiptHandle } = first ?? {}
  await client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }))
  const [second] = await waiting
  expect([first, second].map((message) => message?.Attributes?.ApproximateReceiveCount)).toEqual(['1', '2'])
  expect(second?.ReceiptHandle).not.toBe(ReceiptHandle)
  await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: second?.ReceiptHandle }))
  expect(sqs.messages()).not.toHaveProperty('again')
})

test('a message that was received too often is held only by its dead-letter queue', async () => {
  const dead = await newQueue('dead')
  const deadLetterTargetArn = `arn:aws:sqs:${region}:000000000000:dead`
  const { QueueUrl, send, receive } = await newQueue('alive', {
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 1 }),
  })
  await send('one')
  const [message] = await receive()
  expect(sqs.messages()).toMatchObject({ alive: ['one'] })
  const { ReceiptHandle } = message ?? {}
  await client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }))
  expect((await dead.receive(seconds)).map(({ MessageId }) => MessageId)).toEqual([message?.MessageId])
  expect(sqs.messages()).toMatchObject({ dead: ['one'] })
  expect(sqs.messages()).not.toHaveProperty('alive')
})

test('a part of the stack receives, deletes and shows again what others send over HTTP', async () => {
  const { send, receive, own } = await newQueue('own')
  const full = own.receive({ most: 10, least: 2, seconds })
  await send('one')
  expect(own.size()).toBe(1)
  await send('two')
  const [one, two] = await full
  expect([one?.MessageBody, two?.MessageBody]).toEqual(['one', 'two'])
  expect(await receive()).toEqual([])
  own.delete(one?.ReceiptHandle ?? '')
  own.release(two?.ReceiptHandle ?? '', 0)
  expect((await receive(seconds)).map(({ Body }) => Body)).toEqual(['two'])
  expect(own.size()).toBe(1)
})

test('one who no longer waits takes nothing', async () => {
  const { send, own } = await newQueue('stopped')
  const stopped = new AbortController()
  const waiting = own.receive({ most: 10, seconds, stop: stopped.signal })
  stopped.abort()
  await send('one')
  expect(await waiting).toEqual([])
  expect(await own.receive({ most: 10, seconds: 0 })).toHaveLength(1)
})
