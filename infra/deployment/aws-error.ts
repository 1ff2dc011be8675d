import { DeploymentError, isUnreachable } from './errors.ts'
import type { Deployment } from './outputs-file.ts'

/** The SDK's errors about the configuration of this machine, whose messages say what to do. */
const configurationErrors = new Set(['CredentialsProviderError', 'TokenProviderError'])

const missing: Readonly<Record<string, string>> = {
  ResourceNotFoundException: 'a table',
  QueueDoesNotExist: 'a queue',
  NoSuchBucket: 'the bucket',
}

/** Explains an error of the SDK: what is wrong and what to do. Returns undefined if it is not an expected one. */
export function explainAwsError(error: unknown, { local }: Deployment): DeploymentError | undefined {
  if (!(error instanceof Error) || error instanceof DeploymentError) return undefined
  if (isUnreachable(error)) {
    const silent = local && emulatorNamedIn(error, local)
    return new DeploymentError(
      local
        ? `no ${silent?.what ?? 'emulator'} answers at ${silent?.endpoint ?? '127.0.0.1'}: start the local stack with npm start`
        : 'AWS cannot be reached: check the network of this machine',
    )
  }
  const resource = missing[error.name]
  if (resource)
    return new DeploymentError(
      `${resource} that the outputs file names does not exist: write the file again with cdk deploy --outputs-file`,
    )
  // By its name, so that not every command loads the client of S3.
  if (error.name === 'BodyDeniedError')
    return new DeploymentError(
      `${error.message}: without s3:ListBucket, that is also the answer if it has expired`,
    )
  if (isOfService(error)) return new DeploymentError(`AWS refused: ${error.message} (${error.name})`)
  if (configurationErrors.has(error.name)) return new DeploymentError(`no AWS credentials: ${error.message}`)
  if (error.message === 'Region is missing') return new DeploymentError('no AWS region: set AWS_REGION')
  return undefined
}

/** Returns the message of an error for people, explained if it is one of the SDK. */
export function messageOf(error: unknown, deployment: Deployment): string {
  const explained = explainAwsError(error, deployment) ?? error
  return explained instanceof Error ? explained.message : String(explained)
}

/** Whether the next request would fail as well: nothing answers, or nothing is allowed. */
export function isPermanent(error: unknown): boolean {
  return (
    isUnreachable(error) ||
    (error instanceof Error &&
      (error.name in missing ||
        configurationErrors.has(error.name) ||
        /AccessDenied|ExpiredToken/.test(error.name)))
  )
}

/** Whether a service answered with an error, rather than that the request did not reach it. */
function isOfService(error: Error): boolean {
  return '$fault' in error && '$metadata' in error
}

/** The emulator of the local stack whose port an error names. */
function emulatorNamedIn(error: Error, local: NonNullable<Deployment['local']>) {
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
