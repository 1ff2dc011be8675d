import { expect, test } from 'vitest'
import { environment, outputs, pipelines } from '../../../shared/runtime/names.ts'

test('every pipeline has a variable for its queue and outputs of its own', () => {
  expect(pipelines.map(environment.queueUrl)).toContain('QUARANTINE_QUEUE_URL')
  expect(outputs.table('Object')).toBe('ObjectsTable')
  expect(outputs.table('Satisfaction')).toBe('SatisfactionTable')
  expect(outputs.deadLetterQueue('Chat')).toBe('ChatDeadLetterQueue')
})
