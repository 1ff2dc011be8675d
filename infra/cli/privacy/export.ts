import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { systemCode } from '../../deployment/errors.ts'
import type { Deployment } from '../../deployment/outputs-file.ts'
import { escapedJson } from '../../text/one-line.ts'
import { CommandError } from '../errors.ts'
import { counted } from '../terminal/count.ts'
import type { Io } from '../terminal/io.ts'
import { type JsonOptions, printJson } from '../terminal/json.ts'
import { type HandedOut, handOut } from './hand-out.ts'
import { readable } from './readable.ts'
import { checkIsOne, searchFor } from './run.ts'
import type { Subject } from './scope.ts'
import type { Query } from './subject.ts'

/**
 * Writes what is stored about a person or a conversation into two files, `<output>.txt` to read and `<output>.json`.
 *
 * @throws CommandError if one of them exists, or it was interrupted; UsageError if several people can be meant
 */
export async function exportPlaces(
  deployment: Deployment,
  query: Query,
  { output, scan, json }: JsonOptions & { output: string; scan: boolean },
  io: Io,
): Promise<void> {
  const files = { txt: `${output}.txt`, json: `${output}.json` }
  for (const file of Object.values(files)) if (existsSync(file)) throw exists(file)
  const all: HandedOut[] = []
  const inItems = new Set<string>()
  const subject = await searchFor(
    deployment,
    query,
    scan,
    io,
    async (found, stores, subject) => {
      const userIds = 'person' in subject ? subject.person.userIds : []
      // Bodies follow the items that name them, and are handed out with those.
      if (found.place.store === 'bucket' && inItems.has(found.place.key) && found.place.isLatest) return
      const handed = await handOut(stores, found, userIds)
      if (found.place.store === 'table' && found.place.bodyKey && handed.content)
        inItems.add(found.place.bodyKey)
      all.push(handed)
    },
    checkIsOne,
  )
  const exportedAt = io.now().toISOString()
  const title = [
    `What ${deployment.stackName} has stored about ${whose(subject)}`,
    `Exported at ${exportedAt}. Times are UTC.`,
  ]
  await writeNew(files.txt, readable(title, all))
  await writeNew(
    files.json,
    escapedJson(`${JSON.stringify({ exportedAt, of: subject, items: all }, null, 2)}\n`),
  )
  const withContent = all.filter(({ content }) => content !== undefined).length
  const counts = { places: all.length, withContent }
  if (json) return printJson(io, [{ ...counts, files: Object.values(files) }])
  io.out(
    `${counted(withContent, 'place')} in ${files.txt} and ${files.json}, ${all.length - withContent} only listed`,
  )
}

function whose(subject: Subject): string {
  if ('objectIds' in subject) return `conversation ${subject.objectIds.join(', ')}`
  return `user ${subject.person.userIds.join(', ') || 'unknown'}`
}

/** Writes a new file that only its owner can read. */
export async function writeNew(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    const code = systemCode(error)
    throw code === 'EEXIST'
      ? exists(file)
      : new CommandError(`${file} cannot be written (${String(code)}): check its folder`)
  }
}

function exists(file: string): CommandError {
  return new CommandError(`${file} exists already: name another file`)
}
