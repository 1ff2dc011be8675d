import { mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { columnsOf, rawTables } from '../../../../infra/cli/sql/columns.ts'
import { withDuckDb } from '../../../../infra/cli/sql/database.ts'
import { selectFromLines } from '../../../../infra/cli/sql/dialect.ts'
import { load } from '../../../../infra/cli/sql/load.ts'
import { rowsOf } from '../../../../infra/cli/sql/rows.ts'
import { athenaStatements } from '../../../../infra/docs/athena.ts'
import type { JsonObject } from '../../../../shared/commbox/json.ts'
import { entities } from '../../../../shared/commbox/names.ts'
import { toItem } from '../../../../shared/dynamodb/attribute-values.ts'
import { exactForm } from '../../../../shared/events/fingerprint.ts'
import { receive } from '../../../../shared/ingest/ingest.ts'
import { sectionsOf } from '../../../docs/page.ts'
import { deliveries } from '../../../fixtures.ts'
import { webhookRequest } from '../../../webhook-request.ts'
import { scratchFolder } from '../command-line.ts'
import { type CopiedTables, copiedTables } from './copy.ts'

const zone = 'Asia/Jerusalem'
const statements = athenaStatements(zone)

type Parser = { validate(sql: string): { message: string }[] }
let trino: Parser
let hive: Parser
beforeAll(async () => {
  // The package's modules do not load in Node as they are.
  const outfile = join(scratchFolder(), 'parser.cjs')
  await build({
    entryPoints: ['dt-sql-parser'],
    bundle: true,
    format: 'cjs',
    platform: 'node',
    outfile,
    logLevel: 'error',
  })
  // Not by an import, before which vitest would transform it.
  const { TrinoSQL, HiveSQL } = createRequire(import.meta.url)(outfile)
  trino = new TrinoSQL()
  hive = new HiveSQL()
})

describe('the statements for Athena', () => {
  test.each(statements.map(({ kind, name, sql }) => [kind, name, sql] as const))(
    'the %s %s is what Athena reads: Trino’s SQL, Hive’s for a table',
    (kind, _name, sql) => {
      const parser = kind === 'table' ? hive : trino
      expect(parser.validate(sql).map(({ message }) => message)).toEqual([])
    },
  )

  test.each(['SELECT a::int FROM t', 'SELECT * EXCLUDE (a) FROM t', 'FROM t SELECT a', 'SELECT a, FROM t'])(
    'the parser refuses %s, which only DuckDB reads',
    (sql) => expect(trino.validate(sql)).not.toEqual([]),
  )

  test('call only functions that Trino has', () => {
    // https://trino.io/docs/current/functions/list.html
    const known = [
      ...[
        'approx_percentile',
        'at_timezone',
        'avg',
        'bool_or',
        'cast',
        'coalesce',
        'concat',
        'count',
        'date_diff',
      ],
      ...['date_trunc', 'element_at', 'from_iso8601_timestamp', 'json_extract', 'json_extract_scalar'],
      ...[
        'json_format',
        'lag',
        'lead',
        'length',
        'map_keys',
        'max',
        'max_by',
        'min',
        'min_by',
        'nullif',
        'round',
      ],
      ...['row_number', 'sum', 'trim', 'unnest'],
    ]
    // Words that stand before a parenthesis, types and aliases.
    const others = [
      'in',
      'as',
      'over',
      'filter',
      'from',
      'join',
      'and',
      'map',
      'by',
      'when',
      'ids',
      'names',
      'or',
      'where',
    ]
    const called = statements
      .filter(({ kind }) => kind !== 'table')
      .flatMap(({ sql }) => [...sql.replace(/'[^']*'|--.*/g, '').matchAll(/([A-Za-z_]\w*) ?\(/g)])
      .map(([, name = '']) => name.toLowerCase())
    expect([...new Set(called)].filter((name) => !known.includes(name) && !others.includes(name))).toEqual([])
    expect(called).toContain('at_timezone')
  })

  test('have no column of a name that is a keyword of DuckDB', () => {
    const named = statements.flatMap(({ sql }) => [...sql.matchAll(/ AS (\w+)\b/gi)].map(([, name]) => name))
    expect(named).not.toContain('at')
    expect(entities.flatMap((entity) => columnsOf(entity).map(({ name }) => name))).not.toContain('at')
  })
})

describe('an export as DynamoDB makes it', () => {
  let tables: CopiedTables
  const folder = scratchFolder()

  beforeAll(async () => {
    // One in three, of every entity: all of them would take three times as long.
    const received = deliveries()
      .filter((_, n) => n % 3 === 0)
      .flatMap(({ body, expected, name }, n) => {
        const at = new Date(Date.UTC(2026, 0, 1, 0, n)).toISOString()
        const outcome = receive(
          webhookRequest(expected.url, body, at, `request-${n}-${name.replace('/', '-')}`),
        )
        return outcome.kind === 'accepted' ? [outcome.delivery] : []
      })
    tables = await copiedTables(received, '2026-03-29T12:00:00Z')
    await tables.putItem('Object', {
      objectId: '1',
      record: 'event#2026-01-01T00:00:00.000Z#x',
      withdrawnAt: '2026-01-02T00:00:00.000Z',
      reason: 'withdrawn',
    })
    await tables.sync()
    for (const { entity } of rawTables) await writeExport(join(folder, entity), await tables.items(entity))
  })
  afterAll(() => tables?.close())

  test.each(
    sectionsOf('docs/analysts.md').flatMap(({ blocks }) =>
      blocks.flatMap(({ language, text }) => (language === 'sql' ? [text] : [])),
    ),
  )('the page’s %s is Trino’s SQL, and DuckDB’s', async (statement) => {
    expect(trino.validate(statement)).toEqual([])
    expect((await tables.ask(statement)).length).toBeGreaterThan(0)
  })

  test('is read by DuckDB as the local copy has it, and so by the statements for Athena', async () => {
    await withDuckDb(':memory:', 'write', async (connection) => {
      const files = (entity: string) => join(folder, entity, 'AWSDynamoDB', '*', 'data', '*.json.gz')
      await load(connection, files, zone)
      for (const { entity, name } of rawTables) {
        const copied = comparable(entity, await tables.ask(`SELECT * FROM ${name}`))
        expect(copied.length).toBeGreaterThan(0)
        expect(comparable(entity, await rowsOf(connection, `SELECT * FROM ${name}`))).toEqual(copied)
        await connection.run(
          `CREATE TABLE export_${entity} AS SELECT * FROM read_csv('${files(entity)}', columns = {'line': 'VARCHAR'},
             delim = e'\\x01', quote = '', escape = '', header = false, max_line_size = 10000000)`,
        )
        const lines = await rowsOf(connection, selectFromLines(entity, `export_${entity}`, zone))
        expect(comparable(entity, lines)).toEqual(copied)
      }
    })
  })
})

/** A full export: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.Output.html */
async function writeExport(folder: string, items: readonly Parameters<typeof toItem>[0][]): Promise<void> {
  const id = '01693685827463-2d8752fd'
  const data = join(folder, 'AWSDynamoDB', id, 'data')
  mkdirSync(data, { recursive: true })
  const halves = [items.filter((_, n) => n % 2 === 0), items.filter((_, n) => n % 2 === 1), []]
  const names = halves.map((_, n) => `AWSDynamoDB/${id}/data/part${n}asvcofasvcofasvcofasvcofa.json.gz`)
  for (const [n, some] of halves.entries()) {
    const lines = some.map((item) => `${JSON.stringify({ Item: toItem(item) })}\n`).join('')
    writeFileSync(join(folder, names[n] ?? ''), gzipSync(lines))
  }
  const manifest = names.map((dataFileS3Key, n) =>
    JSON.stringify({ itemCount: halves[n]?.length, md5Checksum: '', etag: '', dataFileS3Key }),
  )
  writeFileSync(join(folder, 'AWSDynamoDB', id, 'manifest-files.json'), `${manifest.join('\n')}\n`)
  writeFileSync(
    join(folder, 'AWSDynamoDB', id, 'manifest-summary.json'),
    JSON.stringify({ version: '2020-06-30', outputFormat: 'DYNAMODB_JSON', itemCount: items.length }),
  )
  writeFileSync(join(folder, 'AWSDynamoDB', id, '_started'), '')
}

/** Rows in one order. The members of a map have none, so that its text differs from read to read. */
function comparable(entity: (typeof entities)[number], rows: readonly JsonObject[]): string[] {
  const maps = columnsOf(entity).flatMap(({ name, type }) => (type === 'JSON' ? [name] : []))
  const parsed = rows.map((row) => ({
    ...row,
    ...Object.fromEntries(maps.map((name) => [name, JSON.parse(String(row[name] ?? null))])),
  }))
  return parsed.map((row) => exactForm(row)).sort()
}
