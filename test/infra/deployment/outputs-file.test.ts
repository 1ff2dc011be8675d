import { expect, test } from 'vitest'
import { run } from '../../../infra/cli/program.ts'
import { type Io, progress } from '../../../infra/cli/terminal/io.ts'
import { databaseOf } from '../../../infra/deployment/database.ts'
import { readDeployment } from '../../../infra/deployment/outputs-file.ts'
import { outputsFile } from '../cli/command-line.ts'

const io: Io = {
  out: () => {},
  err: () => {},
  now: () => new Date(),
  wait: async () => {},
  colours: false,
  env: {},
}
const webhooks = { WebhookUrl: 'https://example.com/webhooks', ObjectsTable: 'Objects-1' }

test.each([
  ['https://sqs.eu-central-1.amazonaws.com/123456789012/Queue', 'eu-central-1'],
  ['https://sqs.cn-north-1.amazonaws.com.cn/123456789012/Queue', 'cn-north-1'],
  ['https://eu-west-1.queue.amazonaws.com/123456789012/Queue', 'eu-west-1'],
])("a deployment's tables are in the region of its queues: %s", async (ObjectQueue, region) => {
  const deployment = readDeployment({ outputs: outputsFile({ Stack: { ...webhooks, ObjectQueue } }) }, {})
  expect(deployment.tableName('Object')).toBe('Objects-1')
  expect(deployment.local).toBeUndefined()
  const database = databaseOf(deployment)
  expect(await database.config.region()).toBe(region)
  database.destroy()
})

test('the local stack is reached at its endpoint, with its own access key', async () => {
  const Local = {
    Token: 't',
    AccessKeyId: 'LOCAL',
    SecretAccessKey: 'secret',
    DynamoDbEndpoint: 'http://127.0.0.1:4711',
    S3Endpoint: 'http://127.0.0.1:4713',
    SqsEndpoint: 'http://127.0.0.1:4712',
  }
  const database = databaseOf(readDeployment({ outputs: outputsFile({ Stack: webhooks, Local }) }, {}))
  expect(await database.config.endpoint?.()).toMatchObject({ hostname: '127.0.0.1', port: 4711 })
  expect(await database.config.credentials()).toMatchObject({
    accessKeyId: 'LOCAL',
    secretAccessKey: 'secret',
  })
  database.destroy()
})

test('the retentions are those of the outputs; of a stack that has none the defaults', () => {
  const retentionOf = (more: Record<string, string>) => {
    const { stateRetention, ...deployment } = readDeployment(
      { outputs: outputsFile({ Stack: { ...webhooks, ...more } }) },
      {},
    )
    const days = (['Object', 'User', 'Tag'] as const).map(stateRetention)
    return [days, deployment.statesExpire, deployment.quarantineRetention]
  }
  expect(retentionOf({})).toEqual([[undefined, undefined, undefined], false, 90])
  expect(retentionOf({ StateRetention: 'Object=730,User=30', QuarantineRetention: '14' })).toEqual([
    [730, 30, undefined],
    true,
    14,
  ])
})

test('without --outputs, the file is the one in the folder of the local stack', async () => {
  const errors: string[] = []
  const code = await run(['urls'], {
    ...io,
    err: (line) => errors.push(line),
    env: { COMMBOX_LOCAL_DIR: '/nowhere' },
  })
  expect(code).toBe(1)
  expect(errors[0]).toContain('there is no outputs file /nowhere/outputs.json')
})

test('progress overwrites its line on a terminal, and is nothing in a pipe', () => {
  let terminal = ''
  const line = progress({ ...io, live: (text) => (terminal += text) })
  line.show('1 of 2')
  line.clear()
  expect(terminal).toBe('\r\u001b[2K1 of 2\r\u001b[2K')
  expect(() => progress(io).show('1 of 2')).not.toThrow()
})
