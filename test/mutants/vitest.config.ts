import { configDefaults, defineConfig } from 'vitest/config'

const room = process.env.MUTANTS_ROOM

/** Whose tests have to notice the mutants: the kernel's or the room's, and for what the triggers say of a shape, ingest's. */
const folders =
  room === undefined ? '{commbox,events,ingest}' : room === 'entities' ? '{entities,ingest}' : room

export default defineConfig({
  test: {
    include: [`test/shared/${folders}/**/*.test.ts`],
    // An emulator for each mutant would take hours.
    env: room === 'store' || room === 'quarantine' ? { COMMBOX_TEST_DYNAMODB: 'memory' } : {},
    exclude: [
      ...configDefaults.exclude,
      'test/shared/store/{elements,stored-size}.test.ts',
      'test/shared/client/{contacts,going-live,ids,items,pages,questions,scan,withdrawn}.test.ts',
    ],
    isolate: false,
    testTimeout: 120_000,
  },
})
