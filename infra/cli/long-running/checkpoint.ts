import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import * as v from 'valibot'
import { systemCode } from '../../deployment/errors.ts'
import { CommandError } from '../errors.ts'

/** A place in a table: the key attributes of the last item that was read, all of them strings. */
export const position = v.record(v.string(), v.string())

/**
 * The file in which long work keeps how far it got, so that the next run can resume there.
 *
 * @param remedy what to do if the file cannot be read
 */
export function checkpointFile<Schema extends v.GenericSchema>(file: string, schema: Schema, remedy: string) {
  return {
    /** Reads the checkpoint; undefined if there is none. @throws CommandError if it cannot be read */
    read(): v.InferOutput<Schema> | undefined {
      try {
        return v.parse(schema, JSON.parse(readFileSync(file, 'utf8')))
      } catch (error) {
        if (systemCode(error) === 'ENOENT') return undefined
        throw new CommandError(`${file} cannot be read: ${remedy}`)
      }
    },
    write(checkpoint: v.InferInput<Schema>): void {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
      // Renamed, so that the file is whole whenever the process ends.
      writeFileSync(`${file}.new`, JSON.stringify(checkpoint), { mode: 0o600 })
      renameSync(`${file}.new`, file)
    },
    remove: () => rmSync(file, { force: true }),
  }
}
