import type { Bodies } from '../shared/events/large-bodies.ts'

/** Returns the bucket of large bodies. Its client is loaded when the first large body is read or written. */
export function lazyBucket(name: string): Bodies {
  let loaded: Promise<Bodies> | undefined
  const bucket = () => {
    loaded ??= load().then(({ bucketOf }) => bucketOf(name))
    return loaded
  }
  return {
    put: async (key, body) => (await bucket()).put(key, body),
    get: async (key) => (await bucket()).get(key),
  }
}

/** Loads the file that the bundling writes beside the function's own, from bucket.ts. */
function load(): Promise<typeof import('./bucket.ts')> {
  return import('./bucket.mjs' as string)
}
