import { lazyBodies } from '../shared/store/lazy-bodies.ts'

/** Returns the bucket of large bodies. Its client is loaded when the first large body is read or written. */
export function lazyBucket(name: string) {
  return lazyBodies(async () => (await load()).bucketOf(name))
}

/** Loads the file that the bundling writes beside the function's own, from bucket.ts. */
function load(): Promise<typeof import('./bucket.ts')> {
  return import('./bucket.mjs' as string)
}
