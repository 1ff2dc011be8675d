import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { Duration } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createApp } from '../../infra/app.ts'
import { configurationFrom } from '../../infra/configuration.ts'
import { ReceiverFunction } from '../../infra/constructs/receiver-function.ts'
import { entities } from '../../shared/names.ts'
import { readable, resources, tokenHash } from './synthesized.ts'

const outdir = mkdtempSync(join(tmpdir(), 'bundles-'))
/** Each function's folder in the assembly. */
const folders = new Map<string, string>()

/** Stands for SQS, DynamoDB and a container's source of credentials; notes who calls it for what. */
const calls: string[] = []
const emulator = createServer((request, response) => {
  request.resume().on('end', () => {
    response.setHeader('content-type', 'application/x-amz-json-1.0')
    if (request.url === '/credentials') {
      response.end(
        JSON.stringify({
          AccessKeyId: 'CONTAINER',
          SecretAccessKey: 'secret',
          Token: 'session',
          Expiration: new Date(Date.now() + 3_600_000).toISOString(),
        }),
      )
      return
    }
    const [, accessKey] = /Credential=(\w+)\//.exec(request.headers.authorization ?? '') ?? []
    calls.push(`${accessKey} ${request.headers['x-amz-target']}`)
    response.end(JSON.stringify({ MessageId: '1', MD5OfMessageBody: '5d41402abc4b2a76b9719d911017c592' }))
  })
})
let origin: string

beforeAll(async () => {
  emulator.listen(0, '127.0.0.1')
  await once(emulator, 'listening')
  const address = emulator.address()
  origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`

  process.env.CDK_VALIDATION = 'false'
  const { app, stack } = createApp({ context: { tokenHash }, outdir })
  new ReceiverFunction(stack, 'Probe', {
    entry: '../test/infra/sdk-probe.ts',
    description: 'Calls what the functions call',
    timeout: Duration.seconds(1),
    environment: {},
    usesBucket: false,
    stage: configurationFrom({ tokenHash }),
  })
  const template = Template.fromJSON(app.synth().getStackByName(stack.stackName).template)
  delete process.env.CDK_VALIDATION
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
  rmSync(outdir, { recursive: true, force: true })
})

function bundleOf(id: string): string {
  return join(folders.get(id) ?? '', 'index.mjs')
}

/** Loads a bundle in a Node of its own that has this environment and no other, and runs `code` with it. */
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
  TOKEN_HASHES: tokenHash,
  ENTITY: 'Object',
  TABLE_NAME: 'Table',
  QUARANTINE_TABLE_NAME: 'Quarantine',
  BUCKET_NAME: 'bucket',
  STACK_NAME: 'Stack',
  ...Object.fromEntries(
    [...entities, 'Quarantine'].map((name) => [`${name.toUpperCase()}_QUEUE_URL`, origin]),
  ),
})

const emulated = () => ({ AWS_ENDPOINT_URL: origin, QUEUE_URL: `${origin}/1/queue` })

describe('bundles', () => {
  test.each(['IngestReceiver', 'ObjectPipelineConsumer', 'QuarantinePipelineConsumer'])(
    '%s starts with nothing beside it and exports a handler',
    async (id) => {
      expect(await run(id, 'console.log(typeof bundle.handler)', everyVariable())).toBe('function\n')
    },
  )

  test('the six consumers of entities are one bundle', () => {
    const consumers = entities.map((entity) => folders.get(`${entity}PipelineConsumer`))
    expect(consumers[0]).toContain('asset.')
    expect(new Set(consumers).size).toBe(1)
  })

  test('node:http is not loaded as an ES module', () => {
    for (const id of folders.keys()) {
      const code = readFileSync(bundleOf(id), 'utf8')
      expect(code).not.toMatch(/from\s*["']node:http["']/)
      expect(code).toContain('AWS_ACCESS_KEY_ID')
    }
  })

  test('the SDK takes the credentials of the environment, as in Lambda', async () => {
    const keys = { AWS_ACCESS_KEY_ID: 'ENVIRONMENT', AWS_SECRET_ACCESS_KEY: 'secret' }
    expect(await run('Probe', 'await bundle.handler()', { ...emulated(), ...keys })).toBe('')
    expect(calls).toEqual(['ENVIRONMENT AmazonSQS.SendMessage', 'ENVIRONMENT DynamoDB_20120810.GetItem'])
  })

  test('the SDK takes the credentials of a container, past the providers that are not in the bundle', async () => {
    const uri = { AWS_CONTAINER_CREDENTIALS_FULL_URI: `${origin}/credentials` }
    expect(await run('Probe', 'await bundle.handler()', { ...emulated(), ...uri })).toBe('')
    expect(calls).toEqual(['CONTAINER AmazonSQS.SendMessage', 'CONTAINER DynamoDB_20120810.GetItem'])
  })
})
