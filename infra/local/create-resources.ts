import type { Assembly } from './assembly.ts'
import type { Emulators } from './emulators.ts'
import { LocalError, messageOf } from './local-error.ts'
import { createQueues, type LocalQueue } from './queues.ts'
import type { Scope } from './resolve.ts'
import { bucketName, bucketType, physicalName, resourcesOf } from './resources.ts'
import { createTables } from './tables.ts'

/** Creates the template's queues, tables and buckets. @throws LocalError with the emulator's message if it refuses one */
export async function createResources(
  assembly: Assembly,
  scope: Scope,
  emulators: Emulators,
): Promise<LocalQueue[]> {
  try {
    const [queues] = await Promise.all([
      createQueues(assembly, scope, emulators),
      createTables(assembly, scope, emulators.clients.dynamoDb, emulators.dynamoDb.isWhole),
      ...resourcesOf(assembly, bucketType).map(({ id }) =>
        emulators.s3.createBucket(bucketName(physicalName(assembly, id))),
      ),
    ])
    return queues
  } catch (error) {
    if (error instanceof LocalError) throw error
    throw new LocalError(`The template's resources cannot be created: ${messageOf(error)}`)
  }
}
