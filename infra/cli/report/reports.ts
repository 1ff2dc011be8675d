import { sqlFiles } from '../sql/sql-files.ts'

/** A saved question. */
export type Report = {
  name: string
  title: string
  about: string
  /** By what it counts if nothing else is asked for; absent if it is a list. */
  by?: readonly string[]
  /** By what it can count. */
  dimensions: readonly string[]
  plots: readonly Plot[]
  /** The column with the names of further columns, and the one with their values. */
  pivot?: { names: string; values: string }
  statement: string
}

/** A line over time of a number (`x`: the time), or a bar of each thing (`y`: its number); `series` distinguishes lines. */
export type Plot = { mark: 'line' | 'bar'; x: string; y: string; series?: string }

/** What each dimension is in SQL: one or two columns. */
const columnsOf: Readonly<Record<string, readonly string[]>> = {
  day: ['day'],
  week: ["CAST(date_trunc('week', day) AS date) AS week"],
  month: ["CAST(date_trunc('month', day) AS date) AS month"],
  agent: ['agent_id', 'agent'],
  channel: ['stream_id', 'channel'],
  group: ['tag_group'],
  tag: ['tag_id', 'tag'],
}

export const reports: readonly Report[] = sqlFiles(new URL('./reports/', import.meta.url)).map(
  ({ name, about, statement }) => {
    const [title = '', ...lines] = about.split('\n')
    const valuesOf = (key: string) =>
      lines.filter((line) => line.startsWith(`${key}: `)).map((line) => line.slice(key.length + 2))
    const [by, more = ''] = valuesOf('by')[0]?.split('; ') ?? []
    const [pivot] = valuesOf('pivot').map((words) => words.split(' '))
    const [names, values] = pivot ?? []
    return {
      name,
      title,
      about: lines.filter((line) => !/^(by|plot|pivot): /.test(line)).join(' '),
      ...(by === undefined ? {} : { by: by.split(', ') }),
      dimensions: by === undefined ? [] : [...by.split(', '), ...more.split(', ')],
      plots: valuesOf('plot').map(plotOf),
      ...(names && values ? { pivot: { names, values } } : {}),
      statement,
    }
  },
)

function plotOf(words: string): Plot {
  const [mark, x = '', y = '', series] = words.split(' ')
  return { mark: mark === 'bar' ? 'bar' : 'line', x, y, ...(series ? { series } : {}) }
}

export type Period = { from?: string; to?: string }

/**
 * Writes the statement of a report for a period.
 *
 * @param now the time of the copy, in whose tables there is nothing later
 */
export function statementOf(report: Report, by: readonly string[], { from, to }: Period, now: Date): string {
  const columns = by.flatMap((name) => columnsOf[name] ?? [])
  const values: Readonly<Record<string, string>> = {
    by: columns.join(', '),
    groups: columns.map((_, index) => index + 1).join(', '),
    from: `DATE '${from ?? '2010-01-01'}'`,
    to: `DATE '${to ?? '2099-12-31'}'`,
    now: `TIMESTAMP '${now.toISOString().slice(0, 23).replace('T', ' ')}'`,
  }
  return report.statement.replace(/\$([a-z]+)/g, (_, name: string) => values[name] ?? '')
}
