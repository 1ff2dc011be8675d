import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { LocalStack } from '../infra/local/stack.ts'
import { startBuiltStack } from './built-app.ts'
import { clockFromNoon } from './clock.ts'
import { erasedPersonIsGone } from './end-to-end/erasure.ts'
import { largeBodyIsStored } from './end-to-end/large-body.ts'
import { logsHaveNoValues } from './end-to-end/logs.ts'
import type { Receiver } from './end-to-end/receiver.ts'
import {
  everyRequestIsAnswered,
  invalidDeliveriesAreQuarantined,
  tooLargeIsRefused,
} from './end-to-end/refusals.ts'
import { everyWebhookIsStored } from './end-to-end/webhooks.ts'
import { commbox } from './infra/cli/command-line.ts'
import { stackTables } from './stack-tables.ts'

/*
 * From HTTP through queues and consumers to the tables, on the bundles and the template that are deployed. The tests
 * build on each other, in this order.
 */

const dir = mkdtempSync(join(tmpdir(), 'commbox-end-to-end-'))
const now = clockFromNoon()
let stack: LocalStack
let receiver: Receiver

beforeAll(async () => {
  stack = await startBuiltStack({ dir, now, onError: (line) => errors.push(line) })
  receiver = {
    url: `${stack.url}/webhooks`,
    token: stack.token,
    tables: stackTables(stack),
    async drained() {
      const left = await stack.drain(100)
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

describe('the whole way: each test continues where the one before ended', { shuffle: false }, () => {
  everyWebhookIsStored(() => receiver)

  test('no function reported an error', () => expect(errors).toEqual([]))

  invalidDeliveriesAreQuarantined(() => receiver)
  everyRequestIsAnswered(() => receiver)
  tooLargeIsRefused(() => receiver)
  largeBodyIsStored(() => receiver)
  erasedPersonIsGone(
    () => receiver,
    async (args) => {
      const { out, err } = await commbox(args.split(' '), { COMMBOX_LOCAL_DIR: dir }, { now })
      return `${out}${err}`
    },
  )

  logsHaveNoValues(
    () => receiver,
    () => readFileSync(stack.logFile, 'utf8'),
  )
})
