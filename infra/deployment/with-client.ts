import { explainAwsError } from './aws-error.ts'
import type { Deployment } from './outputs-file.ts'

/**
 * Runs `work` with a client of a deployment, and closes the client.
 *
 * @throws DeploymentError if the service cannot be reached, refuses, or there are no credentials
 */
export async function withClient<Client extends { destroy(): void }, Result>(
  deployment: Deployment,
  open: (deployment: Deployment) => Client,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  const client = open(deployment)
  try {
    return await work(client)
  } catch (error) {
    throw explainAwsError(error, deployment) ?? error
  } finally {
    client.destroy()
  }
}
