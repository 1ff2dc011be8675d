import { type ReadClient, readClient } from '../../shared/client/client.ts'
import type { Source } from '../../shared/client/source.ts'
import type { Bodies } from '../../shared/events/large-bodies.ts'
import { withBodies } from './bodies.ts'
import { withDatabase } from './database.ts'
import type { Deployment } from './outputs-file.ts'

/**
 * Runs `work` with the tables and large bodies of a deployment.
 *
 * @throws DeploymentError as withClient does
 */
export function withSource<Result>(
  deployment: Deployment,
  work: (source: Source & { bodies: Bodies }) => Promise<Result>,
): Promise<Result> {
  const { tableName, defaultCountryCode, statesExpire } = deployment
  return withDatabase(deployment, (dynamoDb) =>
    withBodies(deployment, (bodies) =>
      work({ dynamoDb, tableName, defaultCountryCode, statesExpire, bodies }),
    ),
  )
}

/** The same with a read client of them. */
export function withReadClient<Result>(
  deployment: Deployment,
  work: (client: ReadClient, bodies: Bodies) => Promise<Result>,
): Promise<Result> {
  return withSource(deployment, (source) => work(readClient(source), source.bodies))
}
