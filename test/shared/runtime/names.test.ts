import { expect, test } from 'vitest'
import { outputs, pipelines, stackName, webhookPath } from '../../../shared/runtime/names.ts'
import { environment } from '../../../shared/runtime/variables.ts'

test('every pipeline has a variable for its queue', () => {
  expect(pipelines.map(environment.queueUrl)).toContain('QUARANTINE_QUEUE_URL')
})

// Scripts of users read them, and a deployed stack has them: none may change.
test('the stack, its path and its outputs keep their names', () => {
  const { table, stream, queue, deadLetterQueue, ...names } = outputs
  expect([stackName, webhookPath, ...Object.values(names)]).toEqual([
    ...[
      'CommBoxWebhooks',
      '/webhooks',
      'WebhookUrl',
      'LargeBodiesBucket',
      'AlarmTopic',
      'DefaultCountryCode',
    ],
    ...['ReportTimeZone', 'StateRetention', 'QuarantineRetention', 'EventBus', 'EventsDeadLetterQueue'],
  ])
  expect(pipelines.map(table)).toEqual([
    ...['ObjectsTable', 'UsersTable', 'SatisfactionTable', 'TagsTable', 'FormsTable', 'ChatsTable'],
    'QuarantineTable',
  ])
  expect(stream('Object')).toBe('ObjectsStream')
  expect(queue('Object')).toBe('ObjectQueue')
  expect(deadLetterQueue('Chat')).toBe('ChatDeadLetterQueue')
})
