import type { Bodies } from '../../shared/events/large-bodies.ts'
import type { bucketOf } from './bucket.ts'
import type { Deployment } from './outputs-file.ts'

/** Does something with the large bodies of a deployment. Their client is loaded when the first is asked for. */
export async function withBodies<Result>(
  deployment: Deployment,
  work: (bodies: Bodies) => Promise<Result>,
): Promise<Result> {
  let opened: Promise<ReturnType<typeof bucketOf>> | undefined
  const bucket = () => {
    opened ??= import('./bucket.ts').then((module) => module.bucketOf(deployment))
    return opened
  }
  try {
    return await work({
      put: async (key, body) => (await bucket()).put(key, body),
      get: async (key) => (await bucket()).get(key),
    })
  } finally {
    await opened?.then((open) => open.close()).catch(() => {})
  }
}
