import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { IndexDefinition, TableDefinition } from '../../shared/dynamodb/table.ts'
import { tables } from '../../shared/tables.ts'

/*
 * DynamoDB creates or deletes one index of a table in an update, and changes none:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-dynamodb-globaltable.html
 */

type Indexes = Readonly<Record<string, IndexDefinition>>

/** What a deployment over the released tables cannot do. */
function obstacles(released: Indexes, current: Indexes): string[] {
  const names = new Set([...Object.keys(released), ...Object.keys(current)])
  const steps = [...names].filter((name) => !(name in released && name in current))
  const changed = [...names].filter(
    (name) =>
      name in released && name in current && JSON.stringify(released[name]) !== JSON.stringify(current[name]),
  )
  return [
    ...(steps.length > 1 ? [`several indexes created or deleted at once: ${steps.join(', ')}`] : []),
    ...changed.map((name) => `${name} is changed in place`),
  ]
}

describe('the indexes against those of the last release', () => {
  const released: Record<string, TableDefinition> = JSON.parse(
    readFileSync(new URL('../released/tables.json', import.meta.url), 'utf8'),
  )

  test.each(Object.keys(tables))('of %s can be deployed in one update', (name) => {
    const { [name]: current } = tables as Record<string, TableDefinition>
    expect(released[name]?.partitionKey).toBe(current?.partitionKey)
    expect(obstacles(released[name]?.indexes ?? {}, current?.indexes ?? {})).toEqual([])
  })
})

describe('a change of indexes', () => {
  const index = { partitionKey: 'a', sortKey: 'b', include: ['c'] }

  test.each<[string, Indexes, number]>([
    ['none', { one: index, two: index }, 0],
    ['one more', { one: index, two: index, three: index }, 0],
    ['one less', { one: index }, 0],
    ['two more', { one: index, two: index, three: index, four: index }, 1],
    ['another in place of one', { one: index, three: index }, 1],
    ['another key', { one: index, two: { ...index, partitionKey: 'x' } }, 1],
    ['another attribute', { one: index, two: { ...index, include: [] } }, 1],
  ])('%s', (_, current, count) => {
    expect(obstacles({ one: index, two: index }, current)).toHaveLength(count)
  })
})
