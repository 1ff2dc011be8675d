import { expect, test } from 'vitest'
import { failuresIn, readEventSources } from '../../../infra/local/event-sources.ts'
import { readFunctions } from '../../../infra/local/functions.ts'
import { resolve } from '../../../infra/local/resolve.ts'
import { queueType, resourcesOf, scopeOf, shortName } from '../../../infra/local/resources.ts'
import { readTemplate } from '../../../infra/local/template.ts'
import { pipelines } from '../../../shared/runtime/names.ts'
import { synthesizedFrom } from '../synthesized.ts'

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

const noMessages = { receive: async () => [], delete() {}, release() {}, size: () => 0 }

test('the template of a stage with an event bus runs without the bus', () => {
  const template = readTemplate(JSON.stringify(synthesizedFrom({ isProduction: false, events: true })), 'it')
  const assembly = { stackName: 'Stack', template, asset: () => '/nowhere' }
  const scope = scopeOf(assembly, { gateway: 'http://127.0.0.1:1', sqs: 'http://127.0.0.1:2' })
  const functions = readFunctions(assembly, scope, { dynamoDb: '', s3: '', sqs: '' }).map((props) => ({
    props,
    invoke: async () => undefined,
    stop: async () => {},
  }))
  const names = functions.map(({ props }) => shortName(props.id))
  expect(names).toContain('EventsFunction')
  const queues = resourcesOf(assembly, queueType).map(({ id }) => {
    const arn = String(scope.attribute(id, 'Arn'))
    return { id, url: '', arn, deadLetterArn: undefined, messages: noMessages }
  })
  const sources = readEventSources(assembly, scope, queues, functions)
  expect(sources.map(({ fn }) => shortName(fn.props.id)).sort()).toEqual(
    pipelines.map((pipeline) => `${pipeline}PipelineConsumer`).sort(),
  )
  for (const { Value } of Object.values(template.Outputs))
    expect(resolve(Value, scope, 'it')).toBeTypeOf('string')
})
