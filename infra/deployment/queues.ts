import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { Pipeline } from '../../shared/runtime/names.ts'
import type { Deployment } from './outputs-file.ts'
import { withClient } from './with-client.ts'

/** Opens a client of a deployment's queues. The caller destroys it. */
export function queuesOf({ local, region }: Deployment): SQSClient {
  if (local === undefined) return new SQSClient(region ? { region } : {})
  return new SQSClient({
    endpoint: local.sqsEndpoint,
    region: 'us-east-1',
    credentials: local.credentials,
  })
}

/** Sends a message to the queue of a pipeline. Resolves once SQS has taken it. */
export async function sendTo(
  queues: SQSClient,
  deployment: Deployment,
  pipeline: Pipeline,
  MessageBody: string,
): Promise<void> {
  await queues.send(new SendMessageCommand({ QueueUrl: deployment.queueUrl(pipeline), MessageBody }))
}

/** Runs `work` with a client of a deployment's queues. @throws DeploymentError as withClient does */
export function withQueues<Result>(
  deployment: Deployment,
  work: (queues: SQSClient) => Promise<Result>,
): Promise<Result> {
  return withClient(deployment, queuesOf, work)
}
