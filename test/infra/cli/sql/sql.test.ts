import { EventEmitter, once } from 'node:events'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { withDuckDb } from '../../../../infra/cli/sql/database.ts'
import { prompt } from '../../../../infra/cli/sql/prompt.ts'
import { rowsOf } from '../../../../infra/cli/sql/rows.ts'
import type { Io } from '../../../../infra/cli/terminal/io.ts'
import type { Ran } from '../command-line.ts'
import { type CopiedTables, copiedTables } from './copy.ts'
import { message, opening, received } from './history.ts'

const customer = { customer: '501' }
const at = '2026-03-26T08:00:00Z'
const lateNow = '2026-03-26T12:00:00Z'

let tables: CopiedTables
/** What the first statement said, and what it showed meanwhile. */
let first: Ran & { shown: string }
beforeAll(async () => {
  tables = await copiedTables(
    [
      opening('3377699720568713', at, customer, 'שלום, "מה"'),
      message('3377699720568713', '7001', '2026-03-26T08:01:00Z', customer, '=1+1'),
      received(at, 'Satisfaction', 'OnSubmit', { ObjectId: '3377699720568713', Score: '4' }),
    ],
    lateNow,
  )
  const shown: string[] = []
  const live = (text: string) => void shown.push(text)
  const ran = await tables.run(['sql', 'SELECT 1 AS one'], { live })
  first = { ...ran, shown: shown.join('') }
})
afterAll(() => tables?.close())

const sql = (...args: string[]) => tables.run(['sql', ...args])
const copyFile = () => join(tables.folder, 'sql', 'Object.duckdb')

describe('the local copy', () => {
  test('is made by the first statement, which says what reading costs, with progress', async () => {
    expect(first.code).toBe(0)
    expect(first.err).toMatch(/^reading 6 whole tables of the local stack costs nothing\n1 row\n$/)
    expect(first.shown).toMatch(/\d+ items read/)
    const again = await sql('SELECT 1 AS one')
    expect(again.err).toMatch(/^the local copy is of 0 s ago: --sync reads the tables again\n/)
  })

  test('can only be read by its user, and nothing of its making is left', () => {
    expect(statSync(join(tables.folder, 'sql')).mode & 0o077).toBe(0)
    // The history is of the prompt.
    const files = readdirSync(join(tables.folder, 'sql')).filter((name) => name !== 'history')
    expect(files).toEqual(['Object.duckdb'])
  })

  test('stays as it was if Ctrl-C interrupts a sync', async () => {
    const before = statSync(copyFile()).mtimeMs
    const onInterrupt = (listener: () => void) => {
      listener()
      return () => {}
    }
    const { code, err } = await tables.run(['sql', '--sync', 'SELECT 1'], { onInterrupt })
    expect(code).toBe(1)
    expect(err).toContain('interrupted: the local copy is as it was before')
    expect(statSync(copyFile()).mtimeMs).toBe(before)
    expect(existsSync(`${copyFile()}.new`)).toBe(false)
  })

  test('of another version is not used', async () => {
    await sql('SELECT 1')
    await withDuckDb(copyFile(), 'write', (connection) => connection.run("UPDATE copy SET version = 'older'"))
    const { code, err } = await sql('SELECT 1')
    expect({ code, err }).toEqual({
      code: 1,
      err: 'error: the local copy is of another version or time zone: pass --sync to make it again\n',
    })
    expect((await sql('--sync', 'SELECT 1')).code).toBe(0)
  })

  test('has the meaning, time zone and subscriptions of each view beside it', async () => {
    const views = await tables.ask('SELECT view_name, comment FROM duckdb_views() WHERE NOT internal')
    expect(views.map((view) => view.view_name).sort()).toEqual([
      ...['activities', 'agents', 'assignments', 'channels', 'contacts_by_person', 'conversations'],
      ...['first_responses', 'form_answers', 'forms', 'messages', 'reopenings', 'scores', 'sessions'],
      ...['status_changes', 'tag_changes', 'users'],
    ])
    for (const { view_name, comment } of views) {
      expect([view_name, comment]).toEqual([view_name, expect.stringMatching(/Needs: [A-Z]/)])
      const hasTimes = !['channels'].includes(String(view_name))
      if (hasTimes) expect([view_name, comment]).toEqual([view_name, expect.stringMatching(/UTC/)])
    }
  })
})

describe('a result', () => {
  const question = 'SELECT object_id, text, count(*) AS n FROM messages GROUP BY 1, 2 ORDER BY text'

  test('is a table', async () => {
    const { out, err } = await sql(question)
    expect(out).toMatch(/^object_id +text +n\n3377699720568713 +=1\+1 +1\n3377699720568713 +שלום, "מה" +1\n$/)
    expect(err).toContain('2 rows')
  })

  test('is JSON, with 64-bit numbers in all their digits', async () => {
    const { out } = await sql(
      'SELECT 3377699720568713111 AS large, 5::BIGINT AS small, 1.5 AS part',
      '--json',
    )
    expect(JSON.parse(out).items).toEqual([{ large: '3377699720568713111', small: 5, part: 1.5 }])
  })

  test('is CSV for spreadsheets', async () => {
    const { out } = await sql(question, '--format', 'csv')
    expect(out.split('\r\n')).toEqual([
      '\ufeffobject_id,text,n',
      "3377699720568713,'=1+1,1",
      '3377699720568713,"שלום, ""מה""",1',
      '',
    ])
  })

  test('is Parquet, with the types of its columns', async () => {
    const file = join(tables.folder, 'answer.parquet')
    expect((await sql(question, '--format', 'parquet')).err).toContain('pass --output <file>')
    expect((await sql(question, '--format', 'parquet', '--output', file)).code).toBe(0)
    const rows = await withDuckDb(':memory:', 'write', (connection) =>
      rowsOf(connection, `SELECT object_id, n, typeof(n) AS type FROM '${file}'`),
    )
    expect(rows).toEqual([
      { object_id: '3377699720568713', n: 1, type: 'BIGINT' },
      { object_id: '3377699720568713', n: 1, type: 'BIGINT' },
    ])
    expect(readdirSync(tables.folder).filter((name) => /\.(new|lines)$/.test(name))).toEqual([])
  })

  test('of a statement in a file goes into a file, which only --force replaces', async () => {
    const [statement, file] = [join(tables.folder, 'question.sql'), join(tables.folder, 'answer.json')]
    writeFileSync(statement, question)
    const args = ['--file', statement, '--format', 'json', '--output', file]
    expect((await sql(...args)).code).toBe(0)
    expect(JSON.parse(readFileSync(file, 'utf8')).items).toHaveLength(2)
    const { code, err } = await sql(...args)
    expect({ code, err }).toMatchObject({ code: 1, err: expect.stringContaining('pass --force') })
    expect((await sql(...args, '--force')).code).toBe(0)
  })

  test('comes of a statement on the standard input', async () => {
    const input = async () => new TextEncoder().encode('SELECT 7 AS seven')
    const { out } = await tables.run(['sql', '--json'], { input })
    expect(JSON.parse(out).items).toEqual([{ seven: 7 }])
  })
})

test.each([
  'CREATE TABLE x (i integer)',
  'DROP VIEW messages',
  "INSERT INTO raw_objects (object_id) VALUES ('1')",
  "UPDATE raw_objects SET text = ''",
  'DELETE FROM raw_objects',
  "COPY messages TO 'out.csv'",
  "ATTACH 'other.duckdb'",
  "SELECT * FROM read_text('/etc/hostname')",
  "SELECT * FROM 'package.json'",
  'SET enable_external_access = true',
  'INSTALL httpfs',
  'SELECT at FROM',
])('%s is refused, in one error', async (statement) => {
  const { code, out, err } = await sql(statement)
  expect({ code, out }).toEqual({ code: 1, out: '' })
  expect(err).toMatch(/^error: /m)
})

test('Ctrl-C stops a query, even if it comes before the query runs', async () => {
  const onInterrupt = (listener: () => void) => {
    listener()
    return () => {}
  }
  const endless = 'SELECT count(*) FROM range(1000000000) a, range(1000000000) b'
  const { code, err } = await tables.run(['sql', endless], { onInterrupt })
  expect(code).toBe(1)
  expect(err).toMatch(/error: INTERRUPT/)
})

test('the prompt runs each statement at its semicolon, and Ctrl-C stops one without leaving', async () => {
  const [input, output] = [new PassThrough(), new PassThrough()]
  const shown: string[] = []
  const lines = new EventEmitter()
  const show = (line: string) => {
    shown.push(line)
    lines.emit('line', line)
  }
  const io: Io = {
    ...{ out: show, err: show, now: () => new Date(), wait: async () => {}, colours: false },
    env: { COMMBOX_LOCAL_DIR: tables.folder },
  }
  const said = async (text: string) => {
    while (!shown.some((line) => line.includes(text))) await once(lines, 'line')
  }
  await withDuckDb(copyFile(), 'read', async (connection) => {
    const left = prompt(connection, io, { input, output, terminal: true })
    let drawn = ''
    output.on('data', (chunk) => {
      drawn += chunk
    })
    const prompts = () => drawn.split('sql> ').length - 1
    /** It takes no lines while a statement runs: until it is drawn again. */
    const drawnAgain = async (before: number) => {
      while (prompts() <= before) await once(output, 'data')
    }
    // Before its history is read it takes no lines: it is ready when an empty one is answered.
    const pressing = setInterval(() => input.write('\n'), 20)
    await drawnAgain(3)
    clearInterval(pressing)
    let before = prompts()
    input.write('SELECT count(*)\n AS both FROM messages\n;\n')
    await said('1 row')
    expect(shown).toEqual(['both', '2', '1 row'])
    await drawnAgain(before)
    before = prompts()
    input.write('SELECT count(*) FROM range(1000000000) a, range(1000000000) b;\n')
    const timer = setInterval(() => input.write('\u0003'), 20)
    lines.on('line', () => clearInterval(timer))
    await said('INTERRUPT')
    await drawnAgain(before)
    before = prompts()
    input.write("SELECT 'still' || ' here' AS x;\n")
    await said('still here')
    await drawnAgain(before)
    input.write('.exit\n')
    await left
  })
  expect(statSync(join(tables.folder, 'sql', 'history')).mode & 0o077).toBe(0)
})
