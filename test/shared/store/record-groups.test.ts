import { expect, test } from 'vitest'
import { groupsOf } from '../../../shared/store/record-groups.ts'
import { sqsRecord } from '../../sqs-record.ts'

/** Records whose bodies have so many characters; `again` are received for the second time. */
const groups = (sizes: readonly number[], again: readonly number[] = []) =>
  groupsOf([
    ...sizes.map((size) => sqsRecord('x'.repeat(size), 'm')),
    ...again.map((size) => sqsRecord('x'.repeat(size), 'm', 2)),
  ]).map((group) => group.map(({ body }) => body.length))

const most = 256 * 1024

test.each<{ sizes: number[]; again?: number[]; stored: number[][] }>([
  { sizes: [3, 1, 2], stored: [[1, 2, 3]] },
  { sizes: [2, most - 2], stored: [[2, most - 2]] },
  { sizes: [2, most - 1], stored: [[2], [most - 1]] },
  { sizes: [10, most - 20, 10], stored: [[10, 10, most - 20]] },
  { sizes: [most + 1, most + 2], stored: [[most + 1], [most + 2]] },
  { sizes: [1, 3, 5], again: [2, 4], stored: [[1], [2], [3], [4], [5]] },
])('records of $sizes characters, and $again that come again, are stored in groups', ({ stored, ...of }) => {
  expect(groups(of.sizes, of.again)).toEqual(stored)
})

test('a record whose payload is in the bucket is stored by itself, and last', () => {
  const inBucket = sqsRecord('{"payloadKey":"Object/1.json"}', 'bucket')
  const ids = groupsOf([inBucket, sqsRecord('x'.repeat(100), 'a'), sqsRecord('x', 'b')])
  expect(ids.map((group) => group.map(({ messageId }) => messageId))).toEqual([['b', 'a'], ['bucket']])
})
