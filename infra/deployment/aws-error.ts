import { CommandError, isUnreachable } from '../cli/errors.ts'
import type { Deployment } from './outputs-file.ts'

/** The names of the SDK's errors about this machine's set-up, whose messages say what to do. */
const setUpErrors = new Set(['CredentialsProviderError', 'TokenProviderError'])

const missing: Readonly<Record<string, string>> = {
  ResourceNotFoundException: 'a table',
  QueueDoesNotExist: 'a queue',
  NoSuchBucket: 'the bucket',
}

/** An error of the SDK as a person can act on it; undefined where it is none that is to be expected. */
export function refusal(error: unknown, { local }: Deployment): CommandError | undefined {
  if (!(error instanceof Error) || error instanceof CommandError) return undefined
  if (isUnreachable(error)) {
    const where = local && silentOne(error, local)
    return new CommandError(
      local
        ? `no ${where?.what ?? 'emulator'} answers at ${where?.endpoint ?? '127.0.0.1'}: start the local stack with npm start`
        : 'AWS cannot be reached from here',
    )
  }
  const thing = missing[error.name]
  if (thing)
    return new CommandError(`${thing} of the outputs file is not there: is the file of an older deployment?`)
  if (error.name === 'NoSuchKey') return new CommandError('its body is no longer in the bucket')
  if (isOfService(error)) return new CommandError(`AWS refuses: ${error.message} (${error.name})`)
  if (setUpErrors.has(error.name)) return new CommandError(`no AWS credentials: ${error.message}`)
  if (error.message === 'Region is missing') return new CommandError('no AWS region: set AWS_REGION')
  return undefined
}

/** The error of one of many tasks, for people. */
export function messageOf(error: unknown, deployment: Deployment): string {
  const told = refusal(error, deployment) ?? error
  return told instanceof Error ? told.message : String(told)
}

/** Whether trying the next thing is idle, since nothing answers or nothing is allowed. */
export function isHopeless(error: unknown): boolean {
  return (
    isUnreachable(error) ||
    (error instanceof Error &&
      (error.name in missing || setUpErrors.has(error.name) || /AccessDenied|ExpiredToken/.test(error.name)))
  )
}

/** Whether a service has answered with an error, rather than that something failed on the way. */
function isOfService(error: Error): boolean {
  return '$fault' in error && '$metadata' in error
}

/** The emulator of the local stack whose port an error names. */
function silentOne(error: Error, local: NonNullable<Deployment['local']>) {
  const emulators = [
    { what: 'database', endpoint: local.dynamoDbEndpoint },
    { what: 'queue', endpoint: local.sqsEndpoint },
    { what: 'bucket', endpoint: local.s3Endpoint },
  ]
  const port = portIn(error)
  return emulators.find(({ endpoint }) => port !== undefined && new URL(endpoint).port === port)
}

function portIn(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  return 'port' in error ? String(error.port) : portIn(error.cause)
}
