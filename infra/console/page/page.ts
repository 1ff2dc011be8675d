import { html } from 'htm/preact'
import { renderToString } from 'preact-render-to-string'
import { styles } from '../assets.ts'
import type { Model } from '../model.ts'
import type { ConsoleSample } from '../samples.ts'
import { arrivalList } from './arrivals.ts'
import { conversationHistory } from './conversation.ts'
import { conversationList } from './conversations.ts'
import { driftList } from './drift.ts'
import { quarantineList } from './quarantine.ts'
import { sampleList } from './samples.ts'
import { satisfaction } from './satisfaction.ts'
import { userList } from './users.ts'

/** Renders the page. Preact escapes every text in it, which matters: customers wrote most of them. */
export function page(model: Model, consoleSamples: readonly ConsoleSample[], webhookUrl: string): string {
  const { quarantine, isReadOnly } = model
  const { waiting } = quarantine
  const title = isReadOnly ? 'read-only console' : 'local console'
  const sections = [
    ...(isReadOnly ? [] : [['arrivals', 'Arrivals', model.arrivals.count] as const]),
    ['conversations', 'Conversations', model.conversations.all],
    ['users', 'Users', model.users.length],
    ['satisfaction', 'Satisfaction', model.scores.length],
    ['quarantine', 'Quarantine', waiting],
    ['drift', 'Drift', model.drift.length],
    ...(isReadOnly ? [] : [['samples', 'Samples', undefined] as const]),
  ] as const
  return `<!doctype html>${renderToString(html`
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>CommBox webhooks: ${title}</title>
        <link rel="icon" href="/console/icon.svg" type="image/svg+xml" />
        ${styles.map((name) => html`<link rel="stylesheet" href=${`/console/${name}.css`} />`)}
        ${!isReadOnly && html`<script type="module" src="/console/live.js"></script>`}
      </head>
      <body data-arrivals=${model.arrivals.count}>
        <a class="skip" href="#main">Skip to content</a>
        <header>
          <h1><a href="/">CommBox webhooks</a> <small>${title}</small></h1>
          <nav aria-label="Sections">
            ${sections.map(
              ([id, name, count]) =>
                html`<a href=${`#${id}`} data-alert=${id === 'quarantine' && waiting > 0 ? '' : undefined}>
                  ${name} ${count !== undefined && html`<b>${count}</b>`}
                </a>`,
            )}
          </nav>
          <p class="where"><code>${webhookUrl}</code> <span id="connection">${isReadOnly ? 'read-only: reload to see changes' : 'not live'}</span></p>
        </header>
        <p id="notice" role="status">${model.notice}</p>
        <p id="news" class="unseen" role="status"></p>
        <main id="main" tabindex="-1">
          ${!isReadOnly && arrivalList(model)} ${conversationList(model)} ${conversationHistory(model)} ${quarantineList(model)}
          ${driftList(model)} ${satisfaction(model)} ${userList(model)}
          ${!isReadOnly && sampleList(consoleSamples, model.view)}
        </main>
        <footer>
          Times are UTC. The console is not deployed.
          ${
            isReadOnly
              ? 'It reads the tables of a deployed stack with your credentials. It posts nothing and replays nothing. Conversations, users and tags are read at most every five minutes.'
              : html`<code>npm start</code> has it. What was posted stays in <code>.local</code>, personal data included, until <code>npm start -- --fresh</code>.`
          }
        </footer>
      </body>
    </html>
  `)}`
}
