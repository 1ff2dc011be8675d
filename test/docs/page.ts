import { readFileSync } from 'node:fs'

/** A block of code on a page: `sh`, `ts` or `json`. */
export type Block = { language: string; text: string }

/** A section of a page: its heading, table rows and code blocks. */
export type Section = { level: number; heading: string; rows: string[][]; blocks: Block[] }

/** Reads the sections of a Markdown page of the project, in order. */
export function sectionsOf(path: string): Section[] {
  const sections: Section[] = []
  let open: string[] | undefined
  for (const line of readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8').split('\n')) {
    const section = sections.at(-1)
    const fence = /^```(\w*)$/.exec(line)
    if (open !== undefined) {
      if (fence === null) open.push(line)
      else {
        const [language = '', ...lines] = open
        section?.blocks.push({ language, text: lines.join('\n') })
        open = undefined
      }
    } else if (fence !== null) {
      open = [fence[1] ?? '']
    } else if (line.startsWith('|')) {
      section?.rows.push(
        line
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim()),
      )
    } else {
      const [, marks, heading] = /^(#+) (.+)$/.exec(line) ?? []
      if (marks && heading) sections.push({ level: marks.length, heading, rows: [], blocks: [] })
    }
  }
  return sections
}

/** The names in backticks in a table cell. */
export function namesIn(cell: string | undefined): string[] {
  return [...(cell ?? '').matchAll(/`([^`]+)`/g)].flatMap(([, name]) => name ?? [])
}
