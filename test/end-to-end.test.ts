import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LocalStack, startLocalStack } from '../infra/local/stack.ts'
import { largeBodyIsKept } from './end-to-end/large-body.ts'
import { logsTellNoValue } from './end-to-end/logs.ts'
import type { Receiver } from './end-to-end/receiver.ts'
import { whatIsNoEventIsKept, whatIsNoRouteIsRefused } from './end-to-end/refusals.ts'
import { everyWebhookArrives } from './end-to-end/webhooks.ts'
import { stackTables } from './stack-tables.ts'

/*
 * The whole way on the bundles that are deployed and the template that is deployed: HTTP, queues, consumers, tables.
 * The tests build on each other, in the order in which they stand here.
 */

const dir = mkdtempSync(join(tmpdir(), 'commbox-end-to-end-'))
let stack: LocalStack
let receiver: Receiver

beforeAll(async () => {
  stack = await startLocalStack({ dir, onError: (line) => errors.push(line) })
  receiver = {
    url: `${stack.url}/webhooks`,
    token: stack.token,
    tables: stackTables(stack),
    async drained() {
      const left = await stack.drain()
      expect(left.filter(({ messages }) => messages > 0)).toEqual([])
    },
  }
})
afterAll(async () => {
  receiver.tables.close()
  await stack.stop()
  rmSync(dir, { recursive: true, force: true })
})

const errors: string[] = []

everyWebhookArrives(() => receiver)

test('no function said that anything went wrong', () => expect(errors).toEqual([]))

whatIsNoEventIsKept(() => receiver)
whatIsNoRouteIsRefused(() => receiver)
largeBodyIsKept(() => receiver)

logsTellNoValue(
  () => receiver,
  () => readFileSync(stack.logFile, 'utf8'),
)
