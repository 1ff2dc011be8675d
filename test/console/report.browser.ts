import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import axe, { type AxeResults } from 'axe-core'
import { chromium } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { pageOf } from '../../infra/cli/report/page.ts'
import { reports } from '../../infra/cli/report/reports.ts'
import { scratchFolder } from '../infra/cli/command-line.ts'
import { patience } from './running.ts'

const names = ['Noa Levi', 'יעל כהן', 'سارة حداد', '<b>"X"</b> & co']
const columns = (...all: string[]) => all.map((name) => ({ name, type: 'VARCHAR' }))
const results = {
  scores: {
    columns: columns('agent_id', 'agent', 'answers', 'average'),
    rows: names.map((agent, n) => ({ agent_id: String(n), agent, answers: n + 2, average: 2 + n / 2 })),
  },
  'first-response': {
    columns: columns('stream_id', 'channel', 'week', 'median_seconds'),
    rows: ['2026-11-02', '2026-11-09'].flatMap((week, row) =>
      names.map((channel, n) => ({ stream_id: String(n), channel, week, median_seconds: 600 * (n + row) })),
    ),
  },
}

describe('a report’s page', () => {
  test.each([
    ['light', {}],
    ['dark', { colorScheme: 'dark' }],
    ['narrow', { viewport: { width: 390, height: 844 } }],
  ] as const)('%s: axe finds nothing, nothing is loaded, names are shown as they are', async (_, options) => {
    const browser = await chromium.launch({
      executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
      args: ['--no-sandbox'],
      timeout: patience,
    })
    for (const [name, table] of Object.entries(results)) {
      const report = reports.find((each) => each.name === name)
      if (report === undefined) throw new Error(`there is no report ${name}`)
      const file = join(scratchFolder(), `${name}.html`)
      const about = {
        timeZone: 'Asia/Jerusalem',
        syncedAt: new Date('2026-11-20T10:00:00Z'),
        by: report.by ?? [],
      }
      writeFileSync(file, await pageOf(report, table, about))
      const page = await browser.newPage(options)
      page.setDefaultTimeout(patience)
      const requested: string[] = []
      const complaints: string[] = []
      page.on('request', (request) => requested.push(request.url()))
      page.on('console', (message) => complaints.push(message.text()))
      await page.goto(pathToFileURL(file).href)
      const svg = page.getByRole('img')
      expect(await svg.count()).toBe(1)
      // The labels lie within the plot's element: names from right to left do not run out of it.
      const [left = 0, right = 0] = await svg.evaluate((element) => {
        const box = element.getBoundingClientRect()
        const texts = [...element.querySelectorAll('text')].map((text) => text.getBoundingClientRect())
        return [
          Math.min(...texts.map((text) => text.left - box.left)),
          Math.min(...texts.map((text) => box.right - text.right)),
        ]
      })
      expect(Math.min(left, right)).toBeGreaterThan(-20)
      for (const text of names)
        expect(await page.getByRole('cell', { name: text, exact: true }).count()).toBeGreaterThan(0)
      const { violations }: AxeResults = await page.evaluate(`${axe.source}\naxe.run()`)
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
      // axe is run by the debugger, which no policy of the page holds back.
      expect(requested).toEqual([pathToFileURL(file).href])
      expect(complaints).toEqual([])
      await page.close()
    }
    await browser.close()
  })
})
