import { defineConfig } from 'vitest/config'

const room = process.env.MUTANTS_ROOM

/**
 * The folders of test/shared whose tests have to notice the mutants: those of the kernel, in which no emulator runs, or
 * of the room, and of the room that decides by what the triggers say of their payloads.
 */
const folders =
  room === undefined ? '{commbox,events,ingest}' : room === 'entities' ? '{entities,ingest}' : room

export default defineConfig({
  test: {
    include: [`test/shared/${folders}/**/*.test.ts`],
    isolate: false,
    testTimeout: 120_000,
  },
})
