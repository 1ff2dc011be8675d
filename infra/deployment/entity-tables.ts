import type { Pipeline } from '../../shared/runtime/names.ts'
import type { Database } from '../../shared/store/database.ts'
import { withBodies } from './bodies.ts'
import { tableOf, withDatabase } from './database.ts'
import type { Deployment } from './outputs-file.ts'

/** Runs `work` with the tables of a deployment and their large bodies. @throws DeploymentError as withClient does */
export function withEntityTables<Result>(
  deployment: Deployment,
  work: (databaseOf: (pipeline: Pipeline) => Database) => Promise<Result>,
): Promise<Result> {
  const { defaultCountryCode, stateRetention } = deployment
  return withBodies(deployment, (bodies) =>
    withDatabase(deployment, (client) =>
      work((pipeline) => ({
        ...tableOf(client, deployment, pipeline),
        bodies,
        defaultCountryCode,
        stateRetentionDays: stateRetention(pipeline),
      })),
    ),
  )
}
