import { readFileSync } from 'node:fs'
import { html } from 'htm/preact'
import { renderToString } from 'preact-render-to-string'
import { counted } from '../terminal/count.ts'
import { drawPlot } from './plot.ts'
import type { Report } from './reports.ts'
import { type Table, withPivot } from './table.ts'
import { headingOf, valueText } from './text.ts'

/** What the page says of its numbers. */
export type About = { timeZone: string; syncedAt: Date; from?: string; to?: string; by: readonly string[] }

/** So many rows are on the page: a CSV file has all. */
const mostRows = 2000

/** Ids whose name is beside them. */
const named = ['agent_id', 'stream_id', 'tag_id']

/** Values up to so many characters stay in one line. */
const short = 30

/** Writes a report as one page that loads nothing: plots as SVG, and the table with the same numbers. */
export async function pageOf(report: Report, table: Table, about: About): Promise<string> {
  const { title, about: meaning, plots, pivot } = report
  const drawn = plots.flatMap((plot) => drawPlot(plot, table.rows) ?? [])
  const { columns: all, rows } = withPivot(table, pivot)
  const columns = all.filter(({ name }) => !named.includes(name))
  const isNumber = (name: string) => rows.some((row) => typeof row[name] === 'number')
  const more = rows.length > mostRows ? `, of which the first ${mostRows} are shown` : ''
  const page = html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width" />
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
      <title>${title}</title>
      <style dangerouslySetInnerHTML=${{ __html: readFileSync(new URL('page.css', import.meta.url), 'utf8') }}></style>
    </head>
    <body>
      <main>
        <h1>${title}</h1>
        <p>${meaning}</p>
        <p class="about">${periodText(about)}</p>
        ${drawn.map((svg) => html`<figure dangerouslySetInnerHTML=${{ __html: svg }}></figure>`)}
        <div class="scroll" tabindex="0" role="region" aria-label="Table">
          <table>
            <caption>
              ${counted(rows.length, 'row')}${more}
            </caption>
            <thead>
              <tr>
                ${columns.map(({ name }) => html`<th scope="col" class=${isNumber(name) ? 'number' : ''}><bdi>${headingOf(name)}</bdi></th>`)}
              </tr>
            </thead>
            <tbody>
              ${rows.slice(0, mostRows).map(
                (row) => html`<tr>
                  ${columns.map(({ name }) => {
                    const text = valueText(name, row[name])
                    const kind = isNumber(name) ? 'number' : text.length <= short ? 'short' : ''
                    // Text from right to left keeps its own direction, in a column that begins at the left.
                    return html`<td class=${kind}><bdi>${text}</bdi></td>`
                  })}
                </tr>`,
              )}
            </tbody>
          </table>
        </div>
      </main>
      <footer>
        <p>From the tables of ${about.syncedAt.toISOString().slice(0, 16).replace('T', ' ')} UTC.</p>
      </footer>
    </body>
  </html>`
  return `<!doctype html>\n${renderToString(page)}\n`
}

function periodText({ from, to, timeZone, by }: About): string {
  const period = [from && `from ${from}`, to && `to ${to}`].filter(Boolean).join(' ') || 'everything stored'
  const counted = by.length > 0 ? `, by ${by.join(' and ')}` : ''
  return `Period: ${period}${counted}. Days in ${timeZone}.`
}
