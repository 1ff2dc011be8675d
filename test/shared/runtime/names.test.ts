import { expect, test } from 'vitest'
import { outputs, pipelines } from '../../../shared/runtime/names.ts'
import { environment } from '../../../shared/runtime/variables.ts'

test('every pipeline has a variable for its queue and outputs of its own', () => {
  expect(pipelines.map(environment.queueUrl)).toContain('QUARANTINE_QUEUE_URL')
  expect(outputs.table('Object')).toBe('ObjectsTable')
  expect(outputs.table('Satisfaction')).toBe('SatisfactionTable')
  expect(outputs.deadLetterQueue('Chat')).toBe('ChatDeadLetterQueue')
})
