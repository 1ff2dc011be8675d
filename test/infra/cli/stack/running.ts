import { rmSync } from 'node:fs'
import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import {
  GetQueueAttributesCommand,
  SendMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs'
import { expect } from 'vitest'
import type { Io } from '../../../../infra/cli/terminal/io.ts'
import { credentials, region } from '../../../../infra/local/account.ts'
import type { LocalStack } from '../../../../infra/local/stack.ts'
import type { JsonObject } from '../../../../shared/commbox/json.ts'
import { toItem } from '../../../../shared/dynamodb/attribute-values.ts'
import { outputs, type Pipeline, stackName } from '../../../../shared/runtime/names.ts'
import { startBuiltStack } from '../../../built-app.ts'
import { clockFromNoon } from '../../../clock.ts'
import { stackTables } from '../../../stack-tables.ts'
import { newFolder } from '../../local/small-app.ts'
import { commbox, type Ran } from '../command-line.ts'

/** The local stack, and what an operator does to it. */
export type Running = {
  stack: LocalStack
  /** The folder of the stack. */
  dir: string
  /** The clock of stack and commands. */
  now: () => Date
  /** Posts a body, and gives the delivery id that it was answered with. */
  post(path: string, body: string): Promise<string>
  /** The UTC day of all receipts. */
  today: string
  /** Runs a command on the stack. */
  run(
    args: string,
    terminal?: Partial<Pick<Io, 'out' | 'ask' | 'live' | 'input' | 'onInterrupt' | 'width'>>,
  ): Promise<Ran>
  /** Every item of a table. */
  items(pipeline: Pipeline): Promise<JsonObject[]>
  /** Puts an item into a table. */
  putItem(pipeline: Pipeline, item: JsonObject): Promise<void>
  /** Puts a message into the queue of a pipeline. */
  send(pipeline: Pipeline, body: string): Promise<void>
  /** Puts a message into the dead-letter queue of a pipeline. */
  sendDeadLetter(pipeline: Pipeline, body: string): Promise<void>
  /** Starts to move the dead letters of a pipeline back, one a second. */
  beginMove(pipeline: Pipeline): Promise<void>
  /** Puts a body into the bucket. */
  put(key: string, body: string): Promise<void>
  /** Waits until the queues are empty; dead letters may be left. */
  drained(): Promise<void>
  stop(): Promise<void>
}

/** Starts a local stack of its own, whose time of receipt is that of its commands: a clock from noon. */
export async function startRunning(): Promise<Running> {
  const dir = newFolder()
  const now = clockFromNoon()
  const stack = await startBuiltStack({ dir, retryDelay: 0, now })
  const tables = stackTables(stack)
  const sqs = new SQSClient({ region, credentials, endpoint: stack.endpoints.sqs })
  const s3 = new S3Client({ region, credentials, endpoint: stack.endpoints.s3 })
  const named = stack.outputs[stackName]
  return {
    stack,
    dir,
    now,
    async post(path, body) {
      const response = await fetch(`${stack.url}/webhooks${path}?token=${stack.token}`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json' },
      })
      await response.body?.cancel()
      return response.headers.get('apigw-requestid') ?? ''
    },
    today: now().toISOString().slice(0, 10),
    run: (args, terminal) => commbox(args.split(' '), { COMMBOX_LOCAL_DIR: dir }, { now, ...terminal }),
    items: (pipeline) => tables.items(pipeline),
    async putItem(pipeline, item) {
      const TableName = tables.tableName(pipeline)
      await tables.client.send(new PutItemCommand({ TableName, Item: toItem(item) }))
    },
    async send(pipeline, MessageBody) {
      await sqs.send(new SendMessageCommand({ QueueUrl: named[outputs.queue(pipeline)], MessageBody }))
    },
    async sendDeadLetter(pipeline, MessageBody) {
      await sqs.send(
        new SendMessageCommand({ QueueUrl: named[outputs.deadLetterQueue(pipeline)], MessageBody }),
      )
    },
    async beginMove(pipeline) {
      const arnOf = async (QueueUrl: string | undefined) => {
        const { Attributes } = await sqs.send(
          new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
        )
        return Attributes?.QueueArn
      }
      await sqs.send(
        new StartMessageMoveTaskCommand({
          SourceArn: await arnOf(named[outputs.deadLetterQueue(pipeline)]),
          DestinationArn: await arnOf(named[outputs.queue(pipeline)]),
          MaxNumberOfMessagesPerSecond: 1,
        }),
      )
    },
    async put(Key, Body) {
      await s3.send(new PutObjectCommand({ Bucket: named[outputs.bucket], Key, Body }))
    },
    async drained() {
      const left = await stack.drain(100)
      expect(left.filter(({ isDeadLetter }) => !isDeadLetter)).toEqual([])
    },
    async stop() {
      tables.close()
      sqs.destroy()
      s3.destroy()
      await stack.stop()
      rmSync(dir, { recursive: true })
    },
  }
}
