import { expect, test } from 'vitest'
import { queueResult } from '../../../../infra/cli/doctor/aws-checks.ts'

const counts = (...messages: number[]) => messages.map((each, n) => ({ name: `queue${n}`, messages: each }))

test.each([
  ['empty queues are good', counts(0, 0), undefined, 'good'],
  ['one count, which may be a minute old, does not call a queue stuck', counts(0, 4), undefined, 'unknown'],
  ['a queue that gets shorter is good', counts(0, 4), counts(0, 3), 'good'],
  ['a queue that does not is stuck', counts(0, 4), counts(0, 4), 'bad'],
])('%s', (_name, before, after, verdict) => {
  expect(queueResult(before, after).verdict).toBe(verdict)
})
