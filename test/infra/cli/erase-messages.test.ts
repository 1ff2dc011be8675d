import { CreateQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eraseMessages } from '../../../infra/cli/privacy/erase/messages.ts'
import { credentials, region } from '../../../infra/local/account.ts'
import type { Emulator } from '../../../infra/local/listening.ts'
import { startSqs } from '../../../infra/local/sqs.ts'
import { pipelines } from '../../../shared/runtime/names.ts'
import { queueAt, taken } from '../../faults/queues.ts'

let emulator: Emulator
let queues: SQSClient
beforeAll(async () => {
  emulator = await startSqs()
  queues = new SQSClient({ endpoint: emulator.endpoint, region, credentials })
})
afterAll(async () => {
  queues.destroy()
  await emulator.close()
})

test('messages of a person go from source queues and dead-letter queues, and the others can be received at once', async () => {
  const urls = new Map<string, string>()
  for (const pipeline of pipelines)
    for (const name of [pipeline, `${pipeline}DeadLetters`]) {
      const { QueueUrl = '' } = await queues.send(new CreateQueueCommand({ QueueName: name }))
      urls.set(name, QueueUrl)
      for (const MessageBody of ['of Dana', 'of others', 'of Dana too'])
        await queues.send(new SendMessageCommand({ QueueUrl, MessageBody }))
    }
  const deployment = {
    queueUrl: (pipeline: string) => urls.get(pipeline) ?? '',
    deadLetterQueueUrl: (pipeline: string) => urls.get(`${pipeline}DeadLetters`) ?? '',
  }
  const erased = await eraseMessages({ deployment, queues }, (body) => body.includes('Dana'))
  expect(erased).toBe(2 * urls.size)
  for (const url of urls.values()) expect(await taken(queueAt(queues, url))).toEqual(['of others'])
})
