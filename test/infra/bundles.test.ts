import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { Template } from 'aws-cdk-lib/assertions'
import { build } from 'esbuild'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { bundlingOf } from '../../infra/bundling/bundling.ts'
import { entities } from '../../shared/commbox/names.ts'
import { stackName } from '../../shared/runtime/names.ts'
import { builtApp } from '../built-app.ts'
import { sqsRecord } from '../sqs-record.ts'
import { streamRecord } from '../stream-record.ts'
import { readable, resources } from './synthesized.ts'

/** The folder of each function in the assembly. */
const folders = new Map<string, string>()

/** Replaces SQS, DynamoDB, S3 and a container's credential endpoint, and records the calls and their credentials. */
const calls: string[] = []
let md5Of = (body: string) => createHash('md5').update(body).digest('hex')
/** Whether the next call gets no answer. */
let hanging = false
const emulator = createServer(async (request, response) => {
  const body = await text(request)
  response.setHeader('content-type', 'application/x-amz-json-1.0')
  if (request.url === '/credentials') {
    response.end(
      JSON.stringify({
        AccessKeyId: 'CONTAINER',
        SecretAccessKey: 'secret',
        Token: 'of-the-container',
        Expiration: new Date(Date.now() + 3_600_000).toISOString(),
      }),
    )
    return
  }
  const { authorization = '', 'x-amz-target': target, 'x-amz-security-token': session } = request.headers
  const [, accessKey] = /Credential=(\w+)\//.exec(authorization) ?? []
  calls.push(`${accessKey} ${session} ${target ?? `${request.method} ${request.url?.split('/')[1]}`}`)
  if (hanging) {
    hanging = false
    return
  }
  const message = target === 'AmazonSQS.SendMessage' ? String(JSON.parse(body).MessageBody) : ''
  response.end(JSON.stringify({ MessageId: '1', MD5OfMessageBody: md5Of(message) }))
})
let origin: string

beforeAll(async () => {
  emulator.listen(0, '127.0.0.1')
  await once(emulator, 'listening')
  const address = emulator.address()
  origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`

  const outdir = await builtApp()
  const template = Template.fromJSON(
    JSON.parse(readFileSync(join(outdir, `${stackName}.template.json`), 'utf8')),
  )
  for (const [id, { Properties }] of resources(template, 'AWS::Lambda::Function')) {
    const key = String(Object(Properties.Code).S3Key)
    folders.set(readable(id), join(outdir, `asset.${key.replace(/\.zip$/, '')}`))
  }
})

beforeEach(() => {
  calls.length = 0
})

afterAll(() => {
  emulator.close()
  emulator.closeAllConnections()
})

function bundleOf(id: string): string {
  return join(folders.get(id) ?? '', 'index.mjs')
}

/** Loads a bundle in a separate Node process with only this environment, and runs `code` with it. */
async function run(id: string, code: string, environment: Record<string, string>): Promise<string> {
  const script = `const bundle = await import(${JSON.stringify(pathToFileURL(bundleOf(id)).href)}); ${code}`
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', script],
    { env: { AWS_REGION: 'eu-west-1', ...environment } },
  )
  return stdout + stderr
}

const everyVariable = () => ({
  TOKEN_HASHES: `tests:${createHash('sha256').update(token).digest('hex')}`,
  ENTITY: 'Object',
  TABLE_NAME: 'Table',
  QUARANTINE_TABLE_NAME: 'Quarantine',
  BUCKET_NAME: 'bucket',
  STACK_NAME: 'Stack',
  ...Object.fromEntries(
    [...entities, 'Quarantine'].map((name) => [`${name.toUpperCase()}_QUEUE_URL`, origin]),
  ),
})

/** All services at one address; one attempt, so that an error is not retried. */
const emulated = () => ({
  AWS_ENDPOINT_URL: origin,
  AWS_MAX_ATTEMPTS: '1',
  AWS_EC2_METADATA_DISABLED: 'true',
})

const token = 'a-token-for-tests'

describe('bundles', () => {
  test.each(['IngestFunction', 'ObjectPipelineConsumer', 'QuarantinePipelineConsumer'])(
    '%s loads without any other file and exports a handler',
    async (id) => {
      expect(await run(id, 'console.log(typeof bundle.handler)', everyVariable())).toBe('function\n')
    },
  )

  // Only a stage with events has it, so that it is not in the app that other tests have built.
  test('the event forwarder loads, and calls PutEvents with the keys of its role', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'events-'))
    const options = bundlingOf({ entry: 'events.lambda.ts', usesBucket: false })
    const aliases = [options.esbuildArgs?.['--alias']].flat().map((alias) => String(alias).split('='))
    try {
      await build({
        entryPoints: ['functions/events.lambda.ts'],
        outfile: join(folder, 'index.mjs'),
        alias: Object.fromEntries(aliases),
        bundle: true,
        minify: true,
        platform: 'node',
        format: 'esm',
        target: 'node24',
        mainFields: ['module', 'main'],
        logLevel: 'error',
      })
      folders.set('EventsFunction', folder)
      const names = entities.map((entity) => [`${entity.toUpperCase()}_TABLE_NAME`, `${entity}Table`])
      const environment = { ...everyVariable(), ...Object.fromEntries(names), BUS_NAME: 'bus', ...emulated() }
      const keys = { AWS_ACCESS_KEY_ID: 'ROLE', AWS_SECRET_ACCESS_KEY: 'secret' }
      const item = { objectId: '7', record: 'event#2026#1', eventId: '1', trigger: 'OnNewChild' }
      const event = JSON.stringify({ Records: [streamRecord('Object', 12, item)] })
      const code = `console.log('answer', JSON.stringify(await bundle.handler(${event})))`
      // The emulator names no entry as taken.
      expect(await run('EventsFunction', code, { ...environment, ...keys })).toContain(
        'answer {"batchItemFailures":[{"itemIdentifier":"12"}]}',
      )
      expect(calls).toEqual(['ROLE undefined AWSEvents.PutEvents'])
    } finally {
      folders.delete('EventsFunction')
      rmSync(folder, { recursive: true })
    }
  })

  test('the ingest function loads what reads XML when the first XML comes', async () => {
    const folder = folders.get('IngestFunction') ?? ''
    expect(statSync(join(folder, 'other-bodies.mjs')).size).toBeLessThan(60_000)
    expect(readFileSync(bundleOf('IngestFunction'), 'utf8')).not.toContain('xmlns')
    const keys = { AWS_ACCESS_KEY_ID: 'ROLE', AWS_SECRET_ACCESS_KEY: 'secret' }
    const body = '<Event Subscription="Object" Name="OnNew"><Object Id="7" Message="Hello"/></Event>'
    const code = `console.log('status', (await bundle.handler({ ...${posted('')}, body: ${JSON.stringify(body)} })).statusCode)`
    expect(await run('IngestFunction', code, { ...everyVariable(), ...emulated(), ...keys })).toContain(
      'status 200',
    )
  })

  test('the six entity consumers share one bundle', () => {
    const consumers = entities.map((entity) => folders.get(`${entity}PipelineConsumer`))
    expect(consumers[0]).toContain('asset.')
    expect(new Set(consumers).size).toBe(1)
  })

  test('import neither node:http nor node:process as ES modules', () => {
    for (const id of folders.keys()) {
      const code = readFileSync(bundleOf(id), 'utf8')
      expect(code).not.toMatch(/from\s*["']node:(http|process)["']/)
      expect(code).toContain('AWS_ACCESS_KEY_ID')
    }
  })

  test('leave out what a function never uses: the ingest bundle has at most 220 KB', () => {
    expect(statSync(bundleOf('IngestFunction')).size).toBeLessThanOrEqual(220_000)
  })

  describe('a call that hangs is made again', () => {
    const environment = () => ({
      ...everyVariable(),
      ...emulated(),
      AWS_ACCESS_KEY_ID: 'ROLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_MAX_ATTEMPTS: '3',
    })
    const answerOf = async (id: string, code: string) => {
      hanging = true
      const written = await run(
        id,
        `${code}; process.stdout.write('\\n' + JSON.stringify(answer) + '\\n')`,
        environment(),
      )
      return JSON.parse(written.trim().split('\n').at(-1) ?? '')
    }

    test('to the queue', async () => {
      const answer = await answerOf(
        'IngestFunction',
        `const answer = await bundle.handler(${posted('Hello')})`,
      )
      expect(answer).toMatchObject({ statusCode: 200 })
      expect(calls).toHaveLength(2)
    })

    test('to the bucket', async () => {
      const code = `const event = ${posted('Hello')}
        event.body = event.body.replace('Hello', 'x'.repeat(140_000))
        const answer = await bundle.handler(event)`
      expect(await answerOf('IngestFunction', code)).toMatchObject({ statusCode: 200 })
      expect(calls).toHaveLength(3)
    })

    test('to the table', async () => {
      const code = `const answer = await bundle.handler(${received('Hello')})`
      expect(await answerOf('ObjectPipelineConsumer', code)).toEqual({ batchItemFailures: [] })
      expect(calls).toHaveLength(4)
    })
  })

  describe.each([
    {
      of: 'a role, in the environment',
      as: 'ROLE of-the-role',
      variables: () => ({
        AWS_ACCESS_KEY_ID: 'ROLE',
        AWS_SECRET_ACCESS_KEY: 'secret',
        AWS_SESSION_TOKEN: 'of-the-role',
      }),
    },
    {
      of: 'a container, at an address in the environment',
      as: 'CONTAINER of-the-container',
      variables: () => ({ AWS_CONTAINER_CREDENTIALS_FULL_URI: `${origin}/credentials` }),
    },
  ])('with the credentials of $of', ({ as, variables }) => {
    const environment = () => ({ ...everyVariable(), ...emulated(), ...variables() })

    test('the ingest function queues a delivery', async () => {
      await run('IngestFunction', `await bundle.handler(${posted('Hello')})`, environment())
      expect(calls).toEqual([`${as} AmazonSQS.SendMessage`])
    })

    test('the ingest function puts a large body into the bucket first', async () => {
      // The process makes it large: it would be too long for a command line.
      const code = `const event = ${posted('Hello')}
        event.body = event.body.replace('Hello', 'x'.repeat(140_000))
        await bundle.handler(event)`
      await run('IngestFunction', code, environment())
      expect(calls).toEqual([`${as} PUT bucket`, `${as} AmazonSQS.SendMessage`])
    })

    test('a consumer reads the state, then writes the event and the state', async () => {
      await run('ObjectPipelineConsumer', `await bundle.handler(${received('Hello')})`, environment())
      expect(calls).toEqual(
        ['BatchGetItem', 'PutItem', 'PutItem'].map((name) => `${as} DynamoDB_20120810.${name}`),
      )
    })

    test('the quarantine consumer writes the message', async () => {
      const message = JSON.stringify({ Records: [sqsRecord('not ours', 'message-1')] })
      await run('QuarantinePipelineConsumer', `await bundle.handler(${message})`, environment())
      expect(calls).toEqual([`${as} DynamoDB_20120810.PutItem`])
    })
  })

  test('without credentials a delivery is not queued, and the response is 503', async () => {
    const code = `console.log('status', (await bundle.handler(${posted('Hello')})).statusCode)`
    expect(await run('IngestFunction', code, { ...everyVariable(), ...emulated() })).toContain('status 503')
    expect(calls).toEqual([])
  })

  test('a message that SQS received differently counts as not queued', async () => {
    const right = md5Of
    md5Of = () => right('another')
    const keys = { AWS_ACCESS_KEY_ID: 'ROLE', AWS_SECRET_ACCESS_KEY: 'secret' }
    const code = `console.log('status', (await bundle.handler(${posted('Hello')})).statusCode)`
    try {
      const said = await run('IngestFunction', code, { ...everyVariable(), ...emulated(), ...keys })
      expect(said).toContain('status 503')
    } finally {
      md5Of = right
    }
  })
})

/** A customer's message as the gateway's event, in JavaScript. */
function posted(message: string): string {
  return JSON.stringify({
    rawPath: '/webhooks/object/on-new-child',
    queryStringParameters: { token },
    headers: {},
    requestContext: { http: { method: 'POST', sourceIp: '127.0.0.1' }, requestId: 'request-1', timeEpoch: 0 },
    body: JSON.stringify({ payload: payloadOf(message) }),
    isBase64Encoded: false,
  })
}

/** The same as a queue's event. */
function received(message: string): string {
  const delivery = {
    version: 1,
    deliveryId: 'request-1',
    receivedAt: '2026-01-01T00:00:00.000Z',
    entity: 'Object',
    trigger: 'OnNewChild',
    payload: payloadOf(message),
  }
  return JSON.stringify({ Records: [sqsRecord(JSON.stringify(delivery), 'message-1')] })
}

function payloadOf(Message: string) {
  return {
    Id: '12345',
    Message,
    CreateDate: '2026-01-01 00:00:00',
    Content: { languages: { Item2: '67890' } },
  }
}
