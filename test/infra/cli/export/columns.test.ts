import * as v from 'valibot'
import { expect, test } from 'vitest'
import { formats } from '../../../../infra/cli/export/formats.ts'
import { attributeNames, attributesOf, schemas } from '../../../../shared/client/schemas.ts'
import { entities } from '../../../../shared/commbox/names.ts'

/** The first line of a CSV file, without its byte-order mark. */
function header(columns: readonly string[]): string[] {
  return formats.csv.head(columns).trim().split(',')
}

test.each(entities)('every attribute that the client reads of %s is a column, once', (entity) => {
  const { event, states } = schemas[entity]
  for (const [kind, ofKind] of [['events', [event]] as const, ['states', states] as const]) {
    const columns = header(attributesOf(entity, kind))
    const attributes = ofKind.flatMap(({ entries }) => Object.keys(entries))
    expect(columns).toEqual(expect.arrayContaining(attributes))
    expect(new Set(columns).size).toBe(columns.length)
  }
})

test('a new attribute of a schema is a new column, and its value is in the rows', () => {
  const event = v.object({ ...schemas.Satisfaction.event.entries, answeredBy: v.string() })
  const columns = attributeNames('objectId', [event])
  const before = header(attributesOf('Satisfaction', 'events'))
  expect(new Set(header(columns))).toEqual(new Set([...before, 'answeredBy']))
  expect(formats.csv.page([{ objectId: '7', answeredBy: 'Dana' }], columns, true)).toContain('Dana')
})

test('the key and the times come first, the payload after what the event says', () => {
  const columns = attributesOf('Object', 'events')
  expect(columns.slice(0, 4)).toEqual(['objectId', 'occurredAt', 'receivedAt', 'trigger'])
  expect(columns.indexOf('payload')).toBeGreaterThan(columns.indexOf('text'))
})

test('a field with a semicolon is quoted, so that no spreadsheet begins a formula within it', () => {
  const page = (text: string) => formats.csv.page([{ objectId: '7', text }], ['objectId', 'text'], true)
  expect(page('a;=1+1')).toBe('7,"a;=1+1"\r\n')
  expect(page('a,=1+1')).toBe('7,"a,=1+1"\r\n')
  expect(page('plain')).toBe('7,plain\r\n')
})
