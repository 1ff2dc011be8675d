/** A line of a log group: when it was written, in milliseconds since 1970, and its text. */
export type LogLine = { timestamp: number; message: string }

/** A row of a result, as GetQueryResults returns it: only the fields that have a value. */
export type ResultRow = { field: string; value: string }[]

type Fields = ReadonlyMap<string, string | number>

/**
 * Runs a query of CloudWatch Logs Insights on log lines. It knows only the commands that this project uses, and throws
 * for everything else, so that a query which AWS would read in another way cannot pass here.
 *
 * Sources: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html for the commands,
 * CWL_QuerySyntax-Stats.html for aggregations and aliases, CWL_AnalyzeLogData-discoverable-fields.html for the fields
 * of a line of JSON.
 *
 * @throws MalformedQueryError if the query is not of this syntax
 */
export function runQuery(query: string, lines: readonly LogLine[]): ResultRow[] {
  const commands = query.split('|').map((command) => command.trim())
  let events: Fields[] = lines.map(fieldsOf)
  let rows: ResultRow[] | undefined
  for (const command of commands) {
    const [, name = '', rest = ''] = /^(\w+)\s+([\s\S]+)$/.exec(command) ?? []
    if (name === 'filter' && rows === undefined) events = events.filter(condition(rest))
    else if (name === 'stats' && rows === undefined) rows = stats(rest, events)
    else if (name === 'limit' && rows !== undefined) rows = rows.slice(0, limitIn(rest))
    else throw new MalformedQueryError(`unexpected command: ${command}`)
  }
  if (rows === undefined) throw new MalformedQueryError('no stats')
  return rows
}

export class MalformedQueryError extends Error {
  override name = 'MalformedQueryException'
}

/** Insights discovers at most so many fields of a line. */
const mostFields = 200

/** The fields of a line: `a.b` for members of objects, `a.0` for those of lists, the first 200 in their order. */
function fieldsOf({ timestamp, message }: LogLine): Fields {
  const fields = new Map<string, string | number>()
  const add = (name: string, value: unknown) => {
    if (typeof value === 'object' && value !== null) {
      for (const [member, inner] of Object.entries(value)) add(name ? `${name}.${member}` : member, inner)
    } else if (fields.size < mostFields && value !== null) {
      fields.set(name, typeof value === 'number' ? value : String(value))
    }
  }
  if (message.startsWith('{')) add('', JSON.parse(message))
  return new Map([...fields, ['@timestamp', timestamp], ['@message', message]])
}

/** `ispresent(a) and (ispresent(b) or ispresent(c))` */
function condition(text: string): (fields: Fields) => boolean {
  const tokens = text.match(/[()]|[^\s()]+/g) ?? []
  let at = 0
  const take = (expected: string) => {
    if (tokens[at] !== expected) throw new MalformedQueryError(`expected ${expected} in ${text}`)
    at += 1
  }
  type Test = (fields: Fields) => boolean
  const single = (): Test => {
    if (tokens[at] === 'ispresent') {
      at += 1
      take('(')
      const field = fieldName(tokens[at] ?? '')
      at += 1
      take(')')
      return (fields) => fields.has(field)
    }
    take('(')
    const inner = either()
    take(')')
    return inner
  }
  const joined = (word: string, part: () => Test, join: (a: Test, b: Test) => Test): Test => {
    let all = part()
    while (tokens[at] === word) {
      at += 1
      all = join(all, part())
    }
    return all
  }
  const both = () => joined('and', single, (a, b) => (fields) => a(fields) && b(fields))
  const either = (): Test => joined('or', both, (a, b) => (fields) => a(fields) || b(fields))
  const test = either()
  if (at < tokens.length) throw new MalformedQueryError(`unexpected ${tokens[at]} in ${text}`)
  return test
}

/** `count(*) as lines, max(@timestamp) as last by message, entity` */
function stats(text: string, events: readonly Fields[]): ResultRow[] {
  const [, aggregations = '', by = ''] = /^([\s\S]+?)\sby\s([\s\S]+)$/.exec(text) ?? []
  if (by === '') throw new MalformedQueryError(`no by in ${text}`)
  const groupedBy = by.split(',').map((name) => fieldName(name.trim()))
  const columns = aggregations.split(',').map((each) => aggregation(each.trim()))
  const groups = Map.groupBy(events, (fields) => JSON.stringify(groupedBy.map((name) => fields.get(name))))
  return [...groups.values()].map((members) => {
    const [first] = members
    const cells = [
      ...groupedBy.map((name) => [name, first?.get(name)] as const),
      ...columns.map(({ alias, value }) => [alias, value(members)] as const),
    ]
    return cells.flatMap(([field, value]) => (value === undefined ? [] : [{ field, value: String(value) }]))
  })
}

function aggregation(text: string): {
  alias: string
  value: (events: readonly Fields[]) => number | undefined
} {
  const [, name, field = '', alias = ''] = /^(count|sum|max)\((\S+)\) as ([A-Za-z_]\w*)$/.exec(text) ?? []
  if (name === undefined) throw new MalformedQueryError(`not an aggregation: ${text}`)
  if (name === 'count') {
    if (field !== '*') throw new MalformedQueryError(`count of a field: ${text}`)
    return { alias, value: (events) => events.length }
  }
  const of = fieldName(field)
  return {
    alias,
    value(events) {
      const numbers = events.map((fields) => Number(fields.get(of))).filter((number) => !Number.isNaN(number))
      if (numbers.length === 0) return undefined
      return name === 'max' ? Math.max(...numbers) : numbers.reduce((sum, number) => sum + number, 0)
    },
  }
}

/** A name with other characters than these has to be in backticks. */
function fieldName(text: string): string {
  if (!/^@?[A-Za-z_][\w.]*$/.test(text)) throw new MalformedQueryError(`not the name of a field: ${text}`)
  return text
}

function limitIn(text: string): number {
  const limit = Number(text)
  if (!Number.isInteger(limit) || limit < 1 || limit > 10_000) throw new MalformedQueryError(`limit ${text}`)
  return limit
}
