import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { expect, test } from 'vitest'
import { announceScan } from '../../../infra/cli/long-running/scan-cost.ts'
import type { Io } from '../../../infra/cli/terminal/io.ts'
import type { Deployment } from '../../../infra/deployment/outputs-file.ts'

/** What is said of tables of 4 GB with a million items each. */
async function announced(
  local: boolean,
  scan: Omit<Parameters<typeof announceScan>[2], 'isConsistent'>,
): Promise<string> {
  let said = ''
  const send = async () => ({ Table: { ItemCount: 1_000_000, TableSizeBytes: 4_096_000_000 } })
  await announceScan(
    { send } as unknown as DynamoDBClient,
    { tableName: String, local: local ? {} : undefined } as unknown as Deployment,
    { ...scan, isConsistent: false },
    { err: (line: string) => (said = line) } as unknown as Io,
  )
  return said
}

test('a deployed table is announced with its size and price', async () => {
  expect(await announced(false, { of: ['Object', 'User'] })).toBe(
    'reading 2 whole tables (about 2000000 items, 8192 MB, 1000000 read units) costs about $0.13',
  )
})

test('one table that is read twice is one table, at twice the price', async () => {
  expect(await announced(false, { of: ['Form'], isTwice: true })).toBe(
    'reading 1 whole table (about 1000000 items, 4096 MB, 1000000 read units) twice costs about $0.13',
  )
})

test('the local stack is announced without sizes, which its emulator does not know', async () => {
  expect(await announced(true, { of: ['Object'], more: ' and all large bodies' })).toBe(
    'reading 1 whole table of the local stack and all large bodies costs nothing',
  )
})
