import { SQSClient } from '@aws-sdk/client-sqs'
import { refusal } from './aws-error.ts'
import type { Deployment } from './outputs-file.ts'

/** A client of a deployment's queues. */
export function queuesOf({ local, region }: Deployment): SQSClient {
  if (local === undefined) return new SQSClient(region ? { region } : {})
  return new SQSClient({
    endpoint: local.sqsEndpoint,
    region: 'us-east-1',
    credentials: local.credentials,
  })
}

/**
 * Does something with the queues, and closes the connection.
 *
 * @throws CommandError when they cannot be reached, refuse, or know no credentials
 */
export async function withQueues<Result>(
  deployment: Deployment,
  work: (queues: SQSClient) => Promise<Result>,
): Promise<Result> {
  const queues = queuesOf(deployment)
  try {
    return await work(queues)
  } catch (error) {
    throw refusal(error, deployment) ?? error
  } finally {
    queues.destroy()
  }
}
