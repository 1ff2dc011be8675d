import { DynamoDBClient, DynamoDBServiceException } from '@aws-sdk/client-dynamodb'
import type { Deployment } from '../deployment.ts'
import { Failure, isUnreachable } from '../failure.ts'

/** A client of a deployment's tables: of the local stack's, or of AWS with the credentials of this machine. */
export function databaseOf({ local, region }: Deployment): DynamoDBClient {
  if (local === undefined) return new DynamoDBClient(region ? { region } : {})
  return new DynamoDBClient({
    endpoint: local.dynamoDbEndpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  })
}

/**
 * Does something with a database, and closes it.
 *
 * @throws Failure when it cannot be reached, refuses, or knows no credentials
 */
export async function withDatabase<Result>(
  deployment: Deployment,
  work: (database: DynamoDBClient) => Promise<Result>,
): Promise<Result> {
  const database = databaseOf(deployment)
  try {
    return await work(database)
  } catch (error) {
    throw expected(error, deployment) ?? error
  } finally {
    database.destroy()
  }
}

/** The names of the SDK's errors about this machine's set-up, whose messages say what to do. */
const setUpErrors = new Set(['CredentialsProviderError', 'TokenProviderError'])

function expected(error: unknown, { local }: Deployment): Failure | undefined {
  if (!(error instanceof Error)) return undefined
  if (isUnreachable(error)) {
    return new Failure(
      local
        ? `no database answers at ${local.dynamoDbEndpoint}: start the local stack with npm start`
        : 'DynamoDB cannot be reached from here',
    )
  }
  if (error.name === 'ResourceNotFoundException') {
    return new Failure('a table of the outputs file is not there: is the file of an older deployment?')
  }
  if (error instanceof DynamoDBServiceException) {
    return new Failure(`DynamoDB refuses: ${error.message} (${error.name})`)
  }
  if (setUpErrors.has(error.name)) return new Failure(`no AWS credentials: ${error.message}`)
  if (error.message === 'Region is missing') return new Failure('no AWS region: set AWS_REGION')
  return undefined
}
