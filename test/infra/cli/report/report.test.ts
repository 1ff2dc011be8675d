import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { reports } from '../../../../infra/cli/report/reports.ts'
import { calendarOf } from '../../../../infra/cli/simulate/history/calendar.ts'
import { agents } from '../../../../infra/cli/simulate/history/cast.ts'
import { makeHistory } from '../../../../infra/cli/simulate/history/history.ts'
import { truthOf } from '../../../../infra/cli/simulate/history/truth.ts'
import { commbox, outputsFile } from '../command-line.ts'
import { type CopiedTables, copiedTables } from '../sql/copy.ts'

/** `npm test` takes three days, .ci/run thirty with some 100,000 events. */
const days = Number(process.env.SIMULATED_DAYS ?? 3)
const perDay = days > 3 ? 330 : 25
const now = '2026-11-20T10:00:00Z'

let tables: CopiedTables
let truth: { asOf: string; reports: Record<string, unknown[]> }
beforeAll(async () => {
  tables = await copiedTables([], now)
  const file = join(tables.folder, 'truth.json')
  const args = `simulate --days ${days} --conversations ${perDay} --seed 7 --truth ${file}`
  const { code, err } = await tables.run(args.split(' '))
  if (code !== 0) throw new Error(err)
  truth = JSON.parse(readFileSync(file, 'utf8'))
  await tables.sync()
}, 1_800_000)
afterAll(() => tables?.close())

const report = (args: string) => tables.run(['report', ...args.split(' ')])

test('there are ten reports, and simulate knows the answer of each', () => {
  expect(reports).toHaveLength(10)
  expect(Object.keys(truth.reports).sort()).toEqual(reports.map(({ name }) => name))
  expect(truth.asOf).toBe('2026-11-20T10:00:00.000Z')
})

test.each(reports.map(({ name }) => name))('%s equals what simulate made', async (name) => {
  const { code, out, err } = await report(`${name} --json`)
  expect({ code, err: err.replace(/^the local copy .*\n/, '') }).toEqual({ code: 0, err: '' })
  expect(truth.reports[name]?.length).toBeGreaterThan(0)
  expect(JSON.parse(out).items).toEqual(truth.reports[name])
})

describe('the parts of a report', () => {
  test('--from and --to are days of the stage’s zone, --by is what it counts by', async () => {
    const all = JSON.parse((await report('overview --json')).out).items
    const { out } = await report(`overview --from ${all[1].day} --to ${all[1].day} --by day --json`)
    expect(JSON.parse(out).items).toEqual([all[1]])
    const months = JSON.parse((await report('resolved --by month --from 2026-11-01 --json')).out).items
    expect(months).toEqual([{ month: '2026-11-01', conversations: expect.any(Number) }])
  })

  test('--list has name, title and dimensions, and needs no stack', async () => {
    const { code, out } = await report('--list')
    expect(code).toBe(0)
    expect(out).toMatch(/^first-response +First response +by channel, week, day, month, agent$/m)
    expect(JSON.parse((await report('--list --json')).out).items).toHaveLength(10)
  })

  test.each([
    ['', 'pass the name of a report'],
    ['reslved', 'Did you mean resolved?'],
    ['resolved --by channel', '--by: resolved counts by one or several of agent, day, week, month'],
    ['unanswered --by day', '--by: unanswered counts by nothing'],
    ['resolved --from 2026-11-02 --to 2026-11-01', '--from is after --to'],
    ['resolved --from 2026-11', 'Not a day'],
  ])('report %s is refused', async (args, says) => {
    const { code, err } = await tables.run(['report', ...args.split(' ').filter(Boolean)])
    expect(code).toBe(2)
    expect(err).toContain(says)
  })
})

describe('--csv', () => {
  test('has a byte-order mark, Hebrew, and ids and formulas that spreadsheets do not change', async () => {
    const file = join(tables.folder, 'forms.csv')
    expect((await report(`form-answers --csv ${file}`)).code).toBe(0)
    const text = readFileSync(file, 'utf8')
    expect(text).toMatch(/^\ufeffday,object_id,channel,customer,form_url,Full name,Terms,מספר הזמנה\r\n/)
    expect(text).toMatch(/^2026-11-\d\d,'9\d{15},/m)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    // One line for each form: three fields each.
    expect(text.trimEnd().split('\r\n')).toHaveLength(1 + (truth.reports['form-answers']?.length ?? 0) / 3)
  })

  test('replaces a file only with --force', async () => {
    const file = join(tables.folder, 'nightly.csv')
    writeFileSync(file, 'before')
    const refused = await report(`resolved --csv ${file}`)
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('exists already: pass --force') })
    expect(readFileSync(file, 'utf8')).toBe('before')
    expect((await report(`resolved --csv ${file} --force`)).code).toBe(0)
    expect(readFileSync(file, 'utf8')).toContain('agent_id,agent,day,conversations')
  })
})

describe('--html', () => {
  test.each(reports.map(({ name, plots }) => [name, plots.length] as const))(
    '%s is one page that loads nothing, with its plots',
    async (name, plots) => {
      const file = join(tables.folder, `${name}.html`)
      const { code } = await report(`${name} --html ${file}`)
      expect(code).toBe(0)
      const page = readFileSync(file, 'utf8')
      expect(page.match(/<svg [^>]*role="img"/g) ?? []).toHaveLength(plots)
      expect(page.match(/<svg [^>]*aria-label="[A-Z]/g) ?? []).toHaveLength(plots)
      expect(page).not.toContain('<figure aria-hidden')
      expect(page).not.toMatch(/\b(src|href)=|@import|url\(|<script/)
      expect(page).toContain("default-src 'none'")
      expect(page).toContain('prefers-color-scheme: dark')
      expect(page).toContain('Days in Asia/Jerusalem')
    },
  )

  test('a plot has a mark for each number: an unknown column would draw nothing', async () => {
    const file = join(tables.folder, 'marks.html')
    await report(`overview --html ${file}`)
    const [first = ''] = readFileSync(file, 'utf8').split('</figure>')
    expect(first.match(/<circle /g)).toHaveLength(truth.reports.overview?.length ?? 0)
    await report(`top-tags --html ${file} --force`)
    expect(
      readFileSync(file, 'utf8')
        .match(/<rect [^>]*>/g)
        ?.filter((rect) => !rect.includes('clip')),
    ).toHaveLength(truth.reports['top-tags']?.length ?? 0)
  })
})

describe('simulate', () => {
  test('--truth needs --days', async () => {
    const { code, err } = await tables.run(['simulate', '--truth', 'truth.json'])
    expect(code).toBe(2)
    expect(err).toContain('--truth needs --days')
  })

  test('--days is refused for a deployed stack', async () => {
    const outputs = outputsFile({ CommBoxWebhooks: { WebhookUrl: 'https://example.com/webhooks' } })
    const { code, err } = await commbox(['simulate', '--days', '1', '--outputs', outputs])
    expect(code).toBe(1)
    expect(err).toContain('--days is for the local stack')
  })

  test('makes a history of which nothing is later than now', () => {
    // A Saturday: the office opens again on Sunday.
    const saturday = new Date('2026-11-28T10:00:00.000Z')
    const { webhooks } = makeHistory({ days: 2, perDay: 10, timeZone: 'UTC', seed: 7 }, saturday)
    const latest = Math.max(...webhooks.flat().map(({ receivedAt }) => receivedAt))
    expect(latest).toBeLessThanOrEqual(saturday.getTime())
  })

  test('makes the same history of the same seed, and another of another', () => {
    const settings = { days: 2, perDay: 10, timeZone: 'Asia/Jerusalem' }
    const [first, again, other] = [7, 7, 8].map((seed) =>
      truthOf(makeHistory({ ...settings, seed }, new Date(now)), settings.timeZone, 0),
    )
    expect(again).toEqual(first)
    expect(other).not.toEqual(first)
  })

  test('has sixty agents by name, and days and office hours of the zone, whatever the season', () => {
    expect(new Set(agents.map(({ name }) => name)).size).toBe(60)
    const { dayOf, weekOf, officeTime } = calendarOf('Asia/Jerusalem')
    const at = (text: string) => Date.parse(text)
    // Two hours before UTC in winter, three in summer; Friday and Saturday are the weekend.
    expect(dayOf(at('2026-03-26T22:00:00Z'))).toBe('2026-03-27')
    expect(dayOf(at('2026-03-28T20:59:59Z'))).toBe('2026-03-28')
    expect(weekOf(at('2026-03-28T20:59:59Z'))).toBe('2026-03-23')
    expect(officeTime(at('2026-03-26T05:00:00Z'))).toBe(at('2026-03-26T06:00:00Z'))
    expect(officeTime(at('2026-03-26T10:30:00Z'))).toBe(at('2026-03-26T10:30:00Z'))
    expect(officeTime(at('2026-04-02T15:30:00Z'))).toBe(at('2026-04-05T05:00:00Z'))
  })
})
