import { html } from 'htm/preact'
import type { VNode } from 'preact'
import { isObject, type JsonObject } from '../../../shared/commbox/json.ts'
import { entities, findByName } from '../../../shared/commbox/names.ts'
import { definitions } from '../../../shared/entities/registry.ts'
import { quarantineReasons } from '../../../shared/events/delivery.ts'
import { explanations } from '../../../shared/ingest/outcome.ts'
import type { Model } from '../model.ts'
import { text } from '../reading/names.ts'
import { addressOf, type View } from '../view.ts'
import { time, wayBack } from './parts.ts'

const longestBody = 4000

/** What could not be stored as events: why, what it was, and a way to send it again. */
export function quarantineList({ quarantine, view }: Model): VNode {
  return html`<section id="quarantine" aria-labelledby="quarantine-title">
    <h2 id="quarantine-title">Quarantine <small>of the last seven days</small></h2>
    <datalist id="triggers">
      ${entities.flatMap((entity) =>
        Object.keys(definitions[entity].triggers).map(
          (name) => html`<option value=${`${entity} ${name}`} />`,
        ),
      )}
    </datalist>
    ${
      quarantine.length === 0
        ? html`<p class="empty">Nothing: every delivery could be stored.</p>`
        : html`<ul class="rows">
            ${quarantine.map((row) => item(row, view))}
          </ul>`
    }
  </section>`
}

function item(row: JsonObject, view: View): VNode {
  const { day, record, receivedAt, entity, trigger, path, replayedAt, bodyEncoding } = row
  const reason = findByName(quarantineReasons, text(row.reason))
  const body = text(row.body)
  const title = reason ? explanations[reason].title : text(row.reason)
  const about = [entity, trigger].map(text).filter(Boolean).join(' ')
  return html`<li id=${text(record)}>
    <p class="line">
      <b>${title}</b> <code>${reason}</code> ${replayedAt && html`<span class="chip present">replayed</span>`}
      ${time(text(receivedAt))}
    </p>
    <p class="facts">${about && html`<span dir="auto">${about}</span>`} <code dir="auto">${text(path)}</code></p>
    ${issues(row)}
    <details id=${`body-${text(record)}`}>
      <summary>Body${bodyEncoding && ', in base64'}</summary>
      <pre dir="auto" tabindex="0">${body.slice(0, longestBody) || (row.bodyKey ? 'In the bucket.' : 'Empty.')}</pre>
      ${body.length > longestBody && html`<p>The first ${longestBody} of ${body.length} characters.</p>`}
    </details>
    <form class="replay" method="post" action="/console/replay">
      ${wayBack(addressOf(view))}
      <input type="hidden" name="day" value=${text(day)} />
      <input type="hidden" name="record" value=${text(record)} />
      <label>as <input name="as" list="triggers" placeholder="what it says itself" autocomplete="off" /></label>
      <button>${replayedAt ? 'Replay again' : 'Replay'}</button>
    </form>
  </li>`
}

/** Places and types: what is wrong, never a value. */
function issues({ issues: list }: JsonObject): VNode | undefined {
  const found = Array.isArray(list) ? list.filter(isObject) : []
  if (found.length === 0) return undefined
  return html`<ul class="issues">
    ${found.map(
      ({ path, expected, received }) =>
        html`<li>
          ${path && html`<code dir="auto">${text(path)}</code> `}expected ${text(expected)}, received ${text(received)}
        </li>`,
    )}
  </ul>`
}
