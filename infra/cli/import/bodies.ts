import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { boundsOf } from '../../../shared/client/instant.ts'
import { isObject, type Json, type JsonObject, parseJson } from '../../../shared/commbox/json.ts'
import type { Address } from '../../../shared/ingest/identify.ts'
import { systemCode } from '../../deployment/errors.ts'
import { CommandError, UsageError } from '../errors.ts'
import type { Io } from '../terminal/io.ts'

/** What is said of a body: where its URL should have pointed, its brand, and when it was to be received. */
export type Given = Address & { brand?: string | undefined; receivedAt?: string | undefined }

/** A body to import, and where it was read: `lost.json`, `lost.jsonl:3` (a line) or `lost.json[2]` (an element). */
export type Body = { place: string; text: string; given: Given }

/**
 * Reads the bodies in files, in the files of directories, and with `-` on standard input. Each holds one body, one body
 * in each line, or a JSON array of bodies.
 *
 * @param given holds for each body that does not say it itself
 * @throws CommandError if a file cannot be read
 */
export async function readBodies(files: readonly string[], given: Given, io: Io): Promise<Body[]> {
  const bodies: Body[] = []
  for (const file of files.flatMap(filesIn)) {
    const text = decoded(await bytesOf(file, io), file)
    for (const [at, value] of valuesIn(text)) bodies.push(bodyOf(`${file}${at}`, given, value))
  }
  return bodies
}

const standardInput = '-'

function filesIn(path: string): string[] {
  if (path === standardInput || !readable(path, () => statSync(path)).isDirectory()) return [path]
  const entries = readdirSync(path, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

async function bytesOf(file: string, { input }: Io): Promise<Uint8Array> {
  if (file !== standardInput) return readable(file, () => readFileSync(file))
  if (input === undefined) throw new UsageError('nothing is piped into standard input: pass files')
  return await input()
}

function readable<Result>(path: string, read: () => Result): Result {
  try {
    return read()
  } catch (error) {
    const code = systemCode(error)
    if (code === undefined) throw error
    throw new CommandError(
      code === 'ENOENT' ? `there is no file ${path}` : `${path} cannot be read (${code})`,
    )
  }
}

function decoded(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new CommandError(`${file} is not a text in UTF-8`)
  }
}

/** The bodies in a text, each with its place in it: JSON values, or texts that are not JSON. */
function valuesIn(text: string): [at: string, Json][] {
  const whole = jsonIn(text)
  if (Array.isArray(whole)) return whole.map((value, index) => [`[${index}]`, value])
  if (whole !== undefined || text.trim() === '') return whole === undefined ? [] : [['', whole]]
  const lines = text.split('\n').flatMap((line, index): [string, string][] => {
    return line.trim() === '' ? [] : [[`:${index + 1}`, line]]
  })
  const isByLine = jsonIn(lines[0]?.[1] ?? '') !== undefined
  return isByLine ? lines.map(([at, line]) => [at, jsonIn(line) ?? line]) : [['', text]]
}

function jsonIn(text: string): Json | undefined {
  try {
    return parseJson(text)
  } catch {
    return undefined
  }
}

const optionalText = v.optional(v.string())

/** A body with what is said of it. */
const record = v.object({
  body: v.union([v.string(), v.custom<JsonObject>(isObject)]),
  receivedAt: v.optional(v.pipe(v.string(), v.check(isTime))),
  entity: optionalText,
  trigger: optionalText,
  brand: optionalText,
})

function bodyOf(place: string, given: Given, read: Json): Body {
  const value = typeof read === 'string' ? (jsonIn(read) ?? read) : read
  if (!isObject(value)) return { place, text: typeof read === 'string' ? read : JSON.stringify(read), given }
  const isEnvelope = isObject(value.Event) || isObject(value.payload)
  const described = isEnvelope ? undefined : v.safeParse(record, value)
  if (described?.success) {
    const { body, receivedAt, ...said } = described.output
    const at = receivedAt ? { receivedAt: boundsOf(receivedAt).first } : {}
    // A trigger in the options says nothing of another entity.
    const { trigger: _trigger, ...rest } = given
    const outer = said.entity === undefined ? given : rest
    return bodyOf(place, { ...outer, ...said, ...at }, body)
  }
  // CommBox's list of failed deliveries may show a payload without its envelope.
  const isBare = !isEnvelope && given.entity !== undefined
  return { place, text: JSON.stringify(isBare ? { payload: value } : value), given }
}

function isTime(text: string): boolean {
  try {
    boundsOf(text)
    return true
  } catch {
    return false
  }
}
