import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { CommandError, systemCode } from '../errors.ts'

const checkpointSchema = v.object({
  /** The key of the last item that was read, by its attributes, which are texts; absent at the beginning. */
  position: v.optional(v.record(v.string(), v.string())),
  counts: v.object({ unchanged: v.number(), written: v.number(), failed: v.number() }),
})

/** How far a rebuild has come, and what it did. */
export type Checkpoint = v.InferOutput<typeof checkpointSchema>

/** The file in which a rebuild of a table leaves how far it has come. */
export function checkpointFile(folder: string, tableName: string) {
  const file = join(folder, `rebuild-${tableName}.json`)
  return {
    /** @throws CommandError where no rebuild was stopped */
    read(): Checkpoint {
      try {
        return v.parse(checkpointSchema, JSON.parse(readFileSync(file, 'utf8')))
      } catch (error) {
        if (systemCode(error) === 'ENOENT')
          throw new CommandError(`no rebuild of ${tableName} has stopped half-way`)
        throw new CommandError(`${file} cannot be read: begin anew, without --resume`)
      }
    },
    write(checkpoint: Checkpoint): void {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      // Whole or not at all, whenever the process ends.
      writeFileSync(`${file}.new`, JSON.stringify(checkpoint), { mode: 0o600 })
      renameSync(`${file}.new`, file)
    },
    remove: () => rmSync(file, { force: true }),
  }
}
