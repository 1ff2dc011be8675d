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
    v.strictObject({ line: v.string(), becomes: v.string(), reason: v.pipe(v.string(), v.nonEmpty()) }),
  ),
)

function read<Schema extends v.GenericSchema>(schema: Schema, url: URL): v.InferOutput<Schema> {
  return v.parse(schema, JSON.parse(readFileSync(url, 'utf8')))
}

const { files } = read(report, new URL('../../.local/mutants/report.json', import.meta.url))
const allowed = read(listed, new URL('survivors.json', import.meta.url))

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim()
const problems: string[] = []
let survivors = 0
for (const [file, { source, mutants }] of Object.entries(files)) {
  const lines = source.split('\n')
  const used = new Set<unknown>()
  for (const { status, replacement, location } of mutants) {
    if (status !== 'Survived' && status !== 'NoCoverage') continue
    survivors += 1
    const line = oneLine(lines[location.start.line - 1] ?? '')
    const becomes = oneLine(replacement)
    const matching = (allowed[file] ?? []).filter((entry) => entry.line === line && entry.becomes === becomes)
    for (const entry of matching) used.add(entry)
    if (matching.length === 0)
      problems.push(
        `no test notices, ${file}:${location.start.line}\n${JSON.stringify({ line, becomes, reason: '' })}`,
      )
  }
  for (const entry of allowed[file] ?? []) {
    if (!used.has(entry)) problems.push(`listed, but noticed or gone, ${file}\n${JSON.stringify(entry)}`)
  }
}
console.log(problems.join('\n'))
console.log(`${survivors} mutants survive, ${problems.length} of them not as listed`)
process.exitCode = problems.length === 0 ? 0 : 1
