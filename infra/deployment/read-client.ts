import { type ReadClient, readClient } from '../../shared/client/client.ts'
import type { Bodies } from '../../shared/events/large-bodies.ts'
import { withBodies } from './bodies.ts'
import { withDatabase } from './database.ts'
import type { Deployment } from './outputs-file.ts'

/**
 * Asks questions of a deployment's tables.
 *
 * @throws CommandError as withDatabase does
 */
export function withReadClient<Result>(
  deployment: Deployment,
  work: (client: ReadClient, bodies: Bodies) => Promise<Result>,
): Promise<Result> {
  const { tableName } = deployment
  return withDatabase(deployment, (dynamoDb) =>
    withBodies(deployment, (bodies) => work(readClient({ dynamoDb, tableName, bodies }), bodies)),
  )
}
