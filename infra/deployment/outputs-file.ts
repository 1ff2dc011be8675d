import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { defaultQuarantineRetention } from '../../shared/quarantine/table.ts'
import { outputs, type Pipeline } from '../../shared/runtime/names.ts'
import { DeploymentError, StackChoiceError, systemCode } from './errors.ts'

/** Where a deployment is, as its outputs file says. */
export type Deployment = {
  readonly stackName: string
  /** The URL that takes webhooks, without a token. */
  readonly webhookUrl: string
  tableName(pipeline: Pipeline): string
  queueUrl(pipeline: Pipeline): string
  deadLetterQueueUrl(pipeline: Pipeline): string
  /** The bucket of bodies that are too large for a message or an item. */
  bucketName(): string
  /** The country of phone numbers that begin with a single 0, if its stage has one. */
  readonly defaultCountryCode?: string
  /** The time zone of its reports. */
  readonly reportTimeZone: string
  /** Days after its last change until a state expires; undefined if never. */
  stateRetention(pipeline: Pipeline): number | undefined
  /** Whether any states expire. */
  readonly statesExpire: boolean
  /** Days until a quarantined delivery expires. */
  readonly quarantineRetention: number
  /** The AWS region of its queues; undefined if their URLs name none, as an emulator's do. */
  readonly region?: string
  /** Only in the outputs of the local stack. */
  readonly local?: {
    readonly token: string
    /** The access key that its emulators ask for. */
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
    readonly dynamoDbEndpoint: string
    readonly s3Endpoint: string
    readonly sqsEndpoint: string
  }
}

/** The outputs file (default: the local stack's), and which of its stacks. */
export type DeploymentOptions = { outputs?: string; stack?: string }

type Environment = Readonly<Record<string, string | undefined>>

/** An outputs file: one object of strings for each stack, and one named `Local` from the local stack. */
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

/** Returns the folder in which the local stack and the commands keep their files. */
export function localFolder(env: Environment): string {
  return env.COMMBOX_LOCAL_DIR ?? '.local'
}

/**
 * Reads the outputs file of a deployment.
 *
 * @throws DeploymentError if the file is missing, or is not an outputs file of this project
 * @throws StackChoiceError if it does not have the stack, or has several and none was chosen
 */
export function readDeployment(options: DeploymentOptions, env: Environment): Deployment {
  const isDefault = options.outputs === undefined
  const file = options.outputs ?? join(localFolder(env), 'outputs.json')
  const { Local: local, ...stacks } = parseOutputs(readOutputs(file, isDefault), file)
  const names = Object.keys(stacks).filter((name) => stacks[name]?.[outputs.webhookUrl] !== undefined)
  const stackName = chooseStack(names, options.stack, file)
  const stack = stacks[stackName] ?? {}
  const output = (key: string) => {
    const value = stack[key]
    if (value === undefined)
      throw new DeploymentError(`${file} has no ${key}: deploy again with --outputs-file`)
    return value
  }
  const code = stack[outputs.defaultCountryCode]
  const ofStates = new URLSearchParams(stack[outputs.stateRetention]?.replaceAll(',', '&'))
  const region = regionOf(stack[outputs.queue('Object')])
  return {
    stackName,
    webhookUrl: webhookBase(output(outputs.webhookUrl), file),
    tableName: (pipeline) => output(outputs.table(pipeline)),
    queueUrl: (pipeline) => output(outputs.queue(pipeline)),
    deadLetterQueueUrl: (pipeline) => output(outputs.deadLetterQueue(pipeline)),
    bucketName: () => output(outputs.bucket),
    ...(code === undefined ? {} : { defaultCountryCode: code }),
    // Stacks that were deployed before have none.
    reportTimeZone: stack[outputs.reportTimeZone] ?? 'UTC',
    stateRetention: (pipeline) => daysIn(ofStates.get(pipeline)),
    statesExpire: ofStates.size > 0,
    quarantineRetention: daysIn(stack[outputs.quarantineRetention]) ?? defaultQuarantineRetention,
    ...(region ? { region } : {}),
    ...(local ? { local: readLocal(local, file) } : {}),
  }
}

function daysIn(text: string | null | undefined): number | undefined {
  return text ? Number(text) : undefined
}

function readOutputs(file: string, isDefault: boolean): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const advice = isDefault
      ? 'start the local stack with npm start, or name a deployment with --outputs <file>'
      : 'cdk deploy --outputs-file <file> writes one'
    const isMissing = systemCode(error) === 'ENOENT'
    throw new DeploymentError(`${isMissing ? 'there is no' : 'cannot read'} outputs file ${file}: ${advice}`)
  }
}

function parseOutputs(text: string, file: string) {
  try {
    return v.parse(outputsSchema, JSON.parse(text))
  } catch {
    throw new DeploymentError(
      `${file} is not an outputs file: npm start and cdk deploy --outputs-file write one`,
    )
  }
}

function chooseStack(names: string[], wanted: string | undefined, file: string): string {
  const [first] = names
  if (first === undefined) throw new DeploymentError(`${file} has no stack with a ${outputs.webhookUrl}`)
  if (wanted !== undefined && !names.includes(wanted)) {
    throw new StackChoiceError(`${file} has no stack ${wanted}; it has ${names.join(', ')}`)
  }
  if (wanted === undefined && names.length > 1) {
    throw new StackChoiceError(`${file} has several stacks (${names.join(', ')}): choose one with --stack`)
  }
  return wanted ?? first
}

function readLocal(local: Record<string, string>, file: string) {
  const parsed = v.safeParse(localSchema, local)
  if (!parsed.success)
    throw new DeploymentError(`${file} was not written by this version: start the local stack again`)
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
  if (!URL.canParse(url)) throw new DeploymentError(`the ${outputs.webhookUrl} in ${file} is not a URL`)
  return withoutSlash(url)
}

/** Removes the slashes at the end of a URL, so that a path can be added. */
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
