import { readFileSync, writeFileSync } from 'node:fs'

const project = new URL('../../../', import.meta.url)

/** The part of a page of docs between `<!-- name -->` and `<!-- /name -->`. */
export function readBlock(page: string, name: string): string {
  return split(readFileSync(new URL(page, project), 'utf8'), name)[1]
}

/** The part of a page of docs under a heading of the second level, with the heading. */
export function readSection(page: string, heading: string): string {
  const sections = readFileSync(new URL(page, project), 'utf8').split(/\n(?=## )/)
  const found = sections.find((section) => section.startsWith(`## ${heading}\n`))
  if (found === undefined) throw new Error(`${page} has no section ${heading}`)
  return found.trim()
}

/** Writes figures into a page of docs, so that it quotes what was measured last. */
export function writeBlock(page: string, name: string, text: string): void {
  const file = new URL(page, project)
  const [before, , after] = split(readFileSync(file, 'utf8'), name)
  writeFileSync(file, `${before}${text}${after}`)
}

function split(text: string, name: string): [before: string, within: string, after: string] {
  const [open, close] = [`<!-- ${name} -->\n\n`, `\n\n<!-- /${name} -->`]
  const [start, end] = [text.indexOf(open) + open.length, text.indexOf(close)]
  if (start < open.length || end < start) throw new Error(`the page has no block ${name}`)
  return [text.slice(0, start), text.slice(start, end), text.slice(end)]
}
