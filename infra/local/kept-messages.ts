import { rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs'
import * as v from 'valibot'
import { all } from '../../shared/runtime/in-order.ts'
import { readIfThere, writePrivately } from './folder.ts'
import { LocalError } from './local-error.ts'
import type { LocalQueue } from './queues.ts'

/** The bodies of messages by the name of their queue. */
const schema = v.record(v.string(), v.array(v.string()))

const fileIn = (folder: string) => join(folder, 'queues.json')

const sendsAtOnce = 16

/**
 * Keeps messages in a file of the folder, which only its owner can read. How often one was received is not kept.
 *
 * @param messages their bodies by the name of their queue
 */
export function keepMessages(messages: Record<string, string[]>, folder: string): void {
  if (Object.keys(messages).length > 0) writePrivately(fileIn(folder), JSON.stringify(messages))
}

/**
 * Sends the messages of the last stop to their queues again, and removes their file.
 *
 * @throws LocalError if the file is not what `keepMessages` writes
 */
export async function sendKeptMessages(
  client: SQSClient,
  queues: readonly LocalQueue[],
  folder: string,
): Promise<void> {
  const text = readIfThere(fileIn(folder))
  if (text === undefined) return
  const kept = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text)
  if (!kept.success)
    throw new LocalError(`${fileIn(folder)} cannot be read: move it away, or start with --fresh.`)
  for (const { url: QueueUrl } of queues)
    await all(kept.output[basename(QueueUrl)] ?? [], sendsAtOnce, (MessageBody) =>
      client.send(new SendMessageCommand({ QueueUrl, MessageBody })),
    )
  removeKeptMessages(folder)
}

/** Deletes the messages of the last stop. */
export function removeKeptMessages(folder: string): void {
  rmSync(fileIn(folder), { force: true })
}
