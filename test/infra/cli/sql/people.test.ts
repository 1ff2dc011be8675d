import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { withDuckDb } from '../../../../infra/cli/sql/database.ts'
import { load } from '../../../../infra/cli/sql/load.ts'
import { rowsOf } from '../../../../infra/cli/sql/rows.ts'
import type { JsonObject } from '../../../../shared/commbox/json.ts'
import { toItem } from '../../../../shared/dynamodb/attribute-values.ts'
import { scratchFolder } from '../command-line.ts'

/** What is stored of a conversation that a customer began on a day of March 2026. */
function conversation(
  objectId: string,
  day: number,
  customerId: string,
  ...contacts: string[]
): JsonObject[] {
  const occurredAt = `2026-03-${String(day).padStart(2, '0')}T08:00:00.000Z`
  const event = {
    record: `event#${occurredAt}#${objectId}`,
    trigger: 'OnNew',
    eventId: objectId,
    occurredAt,
    dated: true,
  }
  return [
    { objectId, ...event, receivedAt: occurredAt, text: 'Hello', from: 'customer' },
    { objectId, record: 'state', startedAt: occurredAt, customerId },
    ...contacts.map((contactKey) => ({ objectId, record: `contact#${contactKey}`, contactKey })),
  ]
}

test('people are linked over two further customers, and nobody else is', async () => {
  const items = [
    ...conversation('1', 1, '601', 'phone:1'),
    ...conversation('2', 2, '602', 'phone:1', 'email:x'),
    ...conversation('3', 3, '603', 'email:x', 'phone:2'),
    ...conversation('4', 11, '604', 'phone:2'),
    // Of the same customer, without an address.
    ...conversation('5', 12, '604'),
    ...conversation('6', 13, '605', 'phone:3'),
  ]
  const file = join(scratchFolder(), 'Object.json')
  const empty = join(scratchFolder(), 'empty.json')
  writeFileSync(file, items.map((item) => `${JSON.stringify({ Item: toItem(item) })}\n`).join(''))
  writeFileSync(empty, '')
  await withDuckDb(':memory:', 'write', async (connection) => {
    await load(connection, (entity) => (entity === 'Object' ? file : empty), 'UTC')
    const rows = await rowsOf(
      connection,
      'SELECT object_id, person, contact_number, seconds_since_previous / 86400 AS days FROM contacts_by_person ORDER BY object_id',
    )
    expect(rows.map((row) => Object.values(row))).toEqual([
      ['1', 'customer 601', 1, null],
      ['2', 'customer 601', 2, 1],
      ['3', 'customer 601', 3, 1],
      ['4', 'customer 601', 4, 8],
      ['5', 'customer 601', 5, 1],
      ['6', 'customer 605', 1, null],
    ])
  })
})
