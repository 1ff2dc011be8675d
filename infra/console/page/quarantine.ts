import { html } from 'htm/preact'
import type { VNode } from 'preact'
import type { QuarantineRow } from '../../../shared/client/quarantine.ts'
import { entities } from '../../../shared/commbox/names.ts'
import { definitions } from '../../../shared/entities/registry.ts'
import { explanations } from '../../../shared/ingest/outcome.ts'
import { present } from '../../text/names.ts'
import type { Model } from '../model.ts'
import { addressOf, type View } from '../view.ts'
import { returnField, time } from './parts.ts'

const longestBody = 4000

/** The quarantined deliveries: why each is there, what was sent, and a form that replays it. */
export function quarantineList({ quarantine: { rows, count }, view, isReadOnly }: Model): VNode {
  return html`<section id="quarantine" aria-labelledby="quarantine-title">
    <h2 id="quarantine-title">
      Quarantine
      <small>${count} in the last 7 days${count > rows.length && `, the latest ${rows.length} shown`}</small>
    </h2>
    <datalist id="triggers">
      ${entities.flatMap((entity) =>
        Object.keys(definitions[entity].triggers).map(
          (name) => html`<option value=${`${entity} ${name}`} />`,
        ),
      )}
    </datalist>
    ${
      rows.length === 0
        ? html`<p class="empty">Empty: every delivery was stored.</p>`
        : html`<ul class="rows">
            ${rows.map((row) => item(row, isReadOnly ? undefined : view))}
          </ul>`
    }
  </section>`
}

/** @param view the page that the form returns to; no form if absent */
function item(row: QuarantineRow, view: View | undefined): VNode {
  const { day, record, receivedAt, reason, entity, trigger, path, body, bodyKey, replayedAt, bodyEncoding } =
    row
  const { objectId, userId } = row
  const about = [
    present(entity, trigger).join(' '),
    objectId && `conversation ${objectId}`,
    userId && `user ${userId}`,
  ]
    .filter(Boolean)
    .join(', ')
  return html`<li id=${record}>
    <p class="line">
      <b>${explanations[reason].title}</b> <code>${reason}</code>
      ${replayedAt && html`<span class="chip present">replayed</span>`} ${time(receivedAt)}
    </p>
    <p class="facts">${about && html`<span dir="auto">${about}</span>`} <code dir="auto">${path}</code></p>
    ${issueList(row)}
    <details id=${`body-${record}`}>
      <summary>Body${bodyEncoding && ' (base64)'}</summary>
      <pre dir="auto" tabindex="0">${body.slice(0, longestBody) || (bodyKey ? 'Too large to show here: it is in the bucket.' : 'Empty.')}</pre>
      ${body.length > longestBody && html`<p>The first ${longestBody} of ${body.length} characters.</p>`}
    </details>
    ${
      view &&
      html`<form class="replay" method="post" action="/console/replay">
        ${returnField(addressOf(view))}
        <input type="hidden" name="day" value=${day} />
        <input type="hidden" name="record" value=${record} />
        <label>as <input name="as" list="triggers" placeholder="the trigger it names" autocomplete="off" /></label>
        <button>${replayedAt ? 'Replay again' : 'Replay'}</button>
      </form>`
    }
  </li>`
}

/** What is wrong and where: paths and types, never values. */
function issueList({ issues }: QuarantineRow): VNode | undefined {
  if (issues.length === 0) return undefined
  return html`<ul class="issues">
    ${issues.map(
      ({ path, expected, received }) =>
        html`<li>
          ${path && html`<code dir="auto">${path}</code> `}expected ${expected}, received ${received}
        </li>`,
    )}
  </ul>`
}
