import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import * as v from 'valibot'
import { outputs, type Pipeline } from '../../shared/runtime/names.ts'
import { CommandError, systemCode, UsageError } from '../cli/errors.ts'
import type { Io } from '../cli/terminal/io.ts'

/** Where a deployment is, as its outputs file says. */
export type Deployment = {
  readonly stackName: string
  /** The URL under which it takes webhooks, without a token. */
  readonly webhookUrl: string
  tableName(pipeline: Pipeline): string
  queueUrl(pipeline: Pipeline): string
  deadLetterQueueUrl(pipeline: Pipeline): string
  /** The bucket of bodies that are too large for a message or an item. */
  bucketName(): string
  /** The AWS region of its queues; undefined where their URLs name none, as those of an emulator. */
  readonly region?: string
  /** What only the local stack says. */
  readonly local?: {
    readonly token: string
    /** The access key that its emulators ask for. */
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
    readonly dynamoDbEndpoint: string
    readonly s3Endpoint: string
    readonly sqsEndpoint: string
  }
}

export type DeploymentOptions = { outputs?: string; stack?: string }

/** The options by which a command is told its deployment. */
export function withDeployment(command: Command): Command {
  return command
    .option('--outputs <file>', "outputs file of a deployment (default: the local stack's)")
    .option('--stack <name>', 'the stack to take from an outputs file of several')
}

/** An outputs file: one object of texts for each stack, and one for the local stack's own. */
const outputsSchema = v.record(v.string(), v.record(v.string(), v.string()))

const endpoint = v.pipe(v.string(), v.url())
const localSchema = v.object({
  Token: v.string(),
  AccessKeyId: v.string(),
  SecretAccessKey: v.string(),
  DynamoDbEndpoint: endpoint,
  S3Endpoint: endpoint,
  SqsEndpoint: endpoint,
})

/** The folder in which the local stack and the commands keep what they keep on this machine. */
export function localFolder(io: Pick<Io, 'env'>): string {
  return io.env.COMMBOX_LOCAL_DIR ?? '.local'
}

/**
 * Reads the outputs file of a deployment.
 *
 * @throws CommandError when there is no such file, or it is no outputs file of this project
 * @throws UsageError when it does not say which of its stacks is meant
 */
export function readDeployment(options: DeploymentOptions, io: Pick<Io, 'env'>): Deployment {
  const isDefault = options.outputs === undefined
  const file = options.outputs ?? join(localFolder(io), 'outputs.json')
  const { Local: local, ...stacks } = parseOutputs(readOutputs(file, isDefault), file)
  const names = Object.keys(stacks).filter((name) => stacks[name]?.[outputs.webhookUrl] !== undefined)
  const stackName = chosen(names, options.stack, file)
  const stack = stacks[stackName] ?? {}
  const found = (key: string) => {
    const value = stack[key]
    if (value === undefined)
      throw new CommandError(`${file} holds no ${key}: deploy again with --outputs-file`)
    return value
  }
  const region = regionOf(stack[outputs.queue('Object')])
  return {
    stackName,
    webhookUrl: webhookBase(found(outputs.webhookUrl), file),
    tableName: (pipeline) => found(outputs.table(pipeline)),
    queueUrl: (pipeline) => found(outputs.queue(pipeline)),
    deadLetterQueueUrl: (pipeline) => found(outputs.deadLetterQueue(pipeline)),
    bucketName: () => found(outputs.bucket),
    ...(region ? { region } : {}),
    ...(local ? { local: localPart(local, file) } : {}),
  }
}

function readOutputs(file: string, isDefault: boolean): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const advice = isDefault
      ? 'start the local stack with npm start, or name a deployment with --outputs <file>'
      : 'cdk deploy --outputs-file <file> writes one'
    const isMissing = systemCode(error) === 'ENOENT'
    throw new CommandError(`${isMissing ? 'there is no' : 'cannot read'} outputs file ${file}: ${advice}`)
  }
}

function parseOutputs(text: string, file: string) {
  try {
    return v.parse(outputsSchema, JSON.parse(text))
  } catch {
    throw new CommandError(`${file} is no outputs file: npm start and cdk deploy --outputs-file write one`)
  }
}

function chosen(names: string[], wanted: string | undefined, file: string): string {
  const [first] = names
  if (first === undefined) throw new CommandError(`${file} holds no stack with a ${outputs.webhookUrl}`)
  if (wanted !== undefined && !names.includes(wanted)) {
    throw new UsageError(`${file} holds no stack ${wanted}; it holds ${names.join(', ')}`)
  }
  if (wanted === undefined && names.length > 1) {
    throw new UsageError(`${file} holds several stacks (${names.join(', ')}): choose one with --stack`)
  }
  return wanted ?? first
}

function localPart(local: Record<string, string>, file: string) {
  const parsed = v.safeParse(localSchema, local)
  if (!parsed.success)
    throw new CommandError(`${file} is not as npm start writes it: start the local stack again`)
  const { Token, AccessKeyId, SecretAccessKey, DynamoDbEndpoint, S3Endpoint, SqsEndpoint } = parsed.output
  return {
    token: Token,
    credentials: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey },
    dynamoDbEndpoint: DynamoDbEndpoint,
    s3Endpoint: S3Endpoint,
    sqsEndpoint: SqsEndpoint,
  }
}

function webhookBase(url: string, file: string): string {
  if (!URL.canParse(url)) throw new CommandError(`the ${outputs.webhookUrl} in ${file} is no URL`)
  return withoutSlash(url)
}

/** A URL to which a path can be added. */
export function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '')
}

/** The region in a queue's URL: `sqs.<region>.amazonaws.com`, or the older `<region>.queue.amazonaws.com`. */
function regionOf(queueUrl: string | undefined): string | undefined {
  if (queueUrl === undefined || !URL.canParse(queueUrl)) return undefined
  const { hostname } = new URL(queueUrl)
  const aws = /^(?:sqs\.([a-z0-9-]+)\.(?:amazonaws\.com|api\.aws)|([a-z0-9-]+)\.queue\.amazonaws\.com)/
  const match = aws.exec(hostname)
  return match?.[1] ?? match?.[2]
}
