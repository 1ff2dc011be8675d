import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { credentials, region } from '../../../infra/local/account.ts'
import { type LocalStack, startLocalStack } from '../../../infra/local/stack.ts'
import { newFolder, writeSmallApp } from './small-app.ts'

let dir: string
let stack: LocalStack
let sqs: SQSClient

/** A failed message is hidden for so many seconds, so that a stop meets it in the queue. */
const retryDelay = 1

beforeEach(async () => {
  dir = newFolder()
  writeFileSync(join(dir, 'notes'), '')
  await start()
})
afterEach(async () => {
  await stop()
  rmSync(dir, { recursive: true })
})

async function start(fresh = false): Promise<void> {
  const assembly = writeSmallApp(dir, { notes: join(dir, 'notes') })
  stack = await startLocalStack({ dir, assembly, retryDelay, fresh })
  sqs = new SQSClient({ region, credentials, endpoint: stack.endpoints.sqs })
}

async function stop(): Promise<void> {
  sqs.destroy()
  await stack.stop()
}

const kept = () => join(dir, 'queues.json')
const [QueueUrl, DeadUrl] = ['QueueUrl', 'DeadUrl'] as const
const send = (output: string, MessageBody: string) =>
  sqs.send(new SendMessageCommand({ QueueUrl: stack.outputs.CommBoxWebhooks[output], MessageBody }))

/** The bodies and attempts of the messages that the function was invoked with. */
const invocations = () =>
  readFileSync(join(dir, 'notes'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown[] => Object.values(JSON.parse(line)))
    .map(([body, , , attempt]) => [body, attempt])

async function deadLetters(): Promise<(string | undefined)[]> {
  const request = { QueueUrl: stack.outputs.CommBoxWebhooks[DeadUrl], MaxNumberOfMessages: 10 }
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand(request))
  return Messages.map(({ Body }) => Body)
}

test('what is in a queue at a stop is there after the next start, dead letters too, and is received for the first time', async () => {
  await send(QueueUrl, 'bad שלום')
  await send(DeadUrl, 'dead')
  await vi.waitFor(() => expect(invocations()).toEqual([['bad שלום', '1']]), { timeout: 60_000 })
  await stop()
  expect(statSync(kept()).mode & 0o777).toBe(0o600)
  const before = invocations().length
  await start()
  expect(existsSync(kept())).toBe(false)
  expect(await deadLetters()).toEqual(['dead'])
  await vi.waitFor(() => expect(invocations()[before]).toEqual(['bad שלום', '1']), { timeout: 60_000 })
})

test('a start with --fresh has none of it, and a stop with empty queues writes no file', async () => {
  await send(DeadUrl, 'dead')
  await stop()
  await start(true)
  expect(await deadLetters()).toEqual([])
  await stop()
  expect(existsSync(kept())).toBe(false)
  await start()
})

test('a file that is not one of a stop is named, and stays', async () => {
  await stop()
  writeFileSync(kept(), 'none')
  await expect(start()).rejects.toThrow('queues.json cannot be read')
  expect(readFileSync(kept(), 'utf8')).toBe('none')
  rmSync(kept())
  await start()
})
