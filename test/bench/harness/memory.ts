import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'

const inMemory = '/dev/shm'

/** Where the emulators keep their tables: in memory where Linux has a folder for it, so that no disk is measured. */
export const tablesFolder = existsSync(inMemory) ? inMemory : tmpdir()
