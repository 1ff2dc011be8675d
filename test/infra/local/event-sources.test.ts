import { expect, test } from 'vitest'
import { failuresIn } from '../../../infra/local/event-sources.ts'

const ids = ['a', 'b']

test.each([
  ['nothing', null, []],
  ['an empty list', { batchItemFailures: [] }, []],
  ['no list', { batchItemFailures: null }, []],
  ['an empty object', {}, []],
  ['one message', { batchItemFailures: [{ itemIdentifier: 'b' }] }, ['b']],
  ['an empty name', { batchItemFailures: [{ itemIdentifier: '' }] }, ['a', 'b']],
  ['a wrong key', { batchItemFailures: [{ messageId: 'b' }] }, ['a', 'b']],
  ['a message that is not in the batch', { batchItemFailures: [{ itemIdentifier: 'c' }] }, ['a', 'b']],
])('the failures in a result with %s', (_, result, failed) => {
  expect([...failuresIn(result, ids)]).toEqual(failed)
})
