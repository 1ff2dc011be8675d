import type { ErasableBodies } from '../events/large-bodies.ts'

/** Opens the large bodies when the first of them is read or written: most runs never need the client. */
export function lazyBodies(open: () => Promise<ErasableBodies>): ErasableBodies {
  let opened: Promise<ErasableBodies> | undefined
  const bodies = () => {
    opened ??= open()
    return opened
  }
  return {
    put: async (key, body) => (await bodies()).put(key, body),
    get: async (key) => (await bodies()).get(key),
    erase: async (key, which) => (await bodies()).erase(key, which),
  }
}
