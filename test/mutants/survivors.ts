import { readFileSync } from 'node:fs'
import * as v from 'valibot'

/*
 * Compares the mutants that no test noticed with those that may survive. Exits with 1 if one is not listed, or if one
 * that is listed has been noticed or is gone.
 */

const position = v.object({ line: v.number(), column: v.number() })
const mutant = v.object({
  status: v.string(),
  replacement: v.string(),
  location: v.object({ start: position, end: position }),
})
const report = v.object({
  files: v.record(v.string(), v.object({ source: v.string(), mutants: v.array(mutant) })),
})
const listed = v.record(
  v.string(),
  v.array(
    v.strictObject({
      line: v.string(),
      was: v.string(),
      becomes: v.string(),
      reason: v.pipe(v.string(), v.nonEmpty()),
    }),
  ),
)

function read<Schema extends v.GenericSchema>(schema: Schema, url: URL): v.InferOutput<Schema> {
  return v.parse(schema, JSON.parse(readFileSync(url, 'utf8')))
}

const { files } = read(report, new URL('../../.local/mutants/report.json', import.meta.url))
const allowed = read(listed, new URL('survivors.json', import.meta.url))

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim()

/** The text of a mutant before it was changed. Lines and columns count from 1. */
function original(
  lines: readonly string[],
  { start, end }: v.InferOutput<typeof mutant>['location'],
): string {
  const inside = lines.slice(start.line - 1, end.line)
  const last = inside.length - 1
  return inside
    .map((text, at) => text.slice(at === 0 ? start.column - 1 : 0, at === last ? end.column - 1 : undefined))
    .join('\n')
}

const problems: string[] = []
let survivors = 0
for (const [file, { source, mutants }] of Object.entries(files)) {
  const lines = source.split('\n')
  const used = new Set<unknown>()
  for (const { status, replacement, location } of mutants) {
    const isSurvivor = status === 'Survived' || status === 'NoCoverage'
    // A mutant that takes too long counts as noticed; on a busy machine it may be one that survives.
    if (!isSurvivor && status !== 'Timeout') continue
    const line = oneLine(lines[location.start.line - 1] ?? '')
    const was = oneLine(original(lines, location))
    const becomes = oneLine(replacement)
    const matching = (allowed[file] ?? []).filter(
      (entry) => entry.line === line && entry.was === was && entry.becomes === becomes,
    )
    for (const entry of matching) used.add(entry)
    if (!isSurvivor) continue
    survivors += 1
    if (matching.length === 0)
      problems.push(
        `no test notices, ${file}:${location.start.line}\n${JSON.stringify({ line, was, becomes, reason: '' })}`,
      )
  }
  for (const entry of allowed[file] ?? []) {
    if (!used.has(entry)) problems.push(`listed, but noticed or gone, ${file}\n${JSON.stringify(entry)}`)
  }
}
console.log(problems.join('\n'))
console.log(`${survivors} mutants survive, ${problems.length} of them not as listed`)
process.exitCode = problems.length === 0 ? 0 : 1
