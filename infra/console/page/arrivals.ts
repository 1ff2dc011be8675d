import { html } from 'htm/preact'
import type { VNode } from 'preact'
import type { Arrival, DeliverySummary } from '../arrivals.ts'
import type { Model } from '../model.ts'
import { addressOf, type View } from '../view.ts'
import { quoted } from './parts.ts'

const outcomes: Record<Arrival['outcome'], string> = {
  accepted: 'accepted',
  quarantined: 'quarantined',
  refused: 'refused',
  tested: 'tested',
}

/** The latest requests to the webhook URL, newest first. */
export function arrivalList({ arrivals, view }: Model): VNode {
  return html`<section id="arrivals" aria-labelledby="arrivals-title">
    <h2 id="arrivals-title">What just arrived</h2>
    ${
      arrivals.latest.length === 0
        ? html`<p class="empty">
            Nothing since the stack started. Post a webhook to the URL above, or <a href="#samples">send a sample</a>.
          </p>`
        : html`<ol class="arrivals">
            ${arrivals.latest.map((arrival) => item(arrival, view))}
          </ol>`
    }
  </section>`
}

function item({ id, time, status, outcome, title, path, summary }: Arrival, view: View): VNode {
  const clock = time.toISOString().slice(11, 19)
  return html`<li id=${`arrival-${id}`} data-outcome=${outcome}>
    <p class="line">
      <time datetime=${time.toISOString()}>${clock}</time>
      <b dir="auto">${title}</b>
      <span class="chip outcome" title=${`HTTP ${status}`}>${outcomes[outcome]} ${status}</span>
    </p>
    ${
      summary
        ? html`<p class="about">${subject(summary, view)} ${quoted(summary.text)}</p>`
        : html`<p class="about"><code dir="auto">${path}</code></p>`
    }
  </li>`
}

/** What a delivery is about: a conversation or a user as a link to it, a tag or a tag group as text. */
function subject({ entity, key, events }: DeliverySummary, view: View): VNode {
  const count = events > 1 ? ` ×${events}` : ''
  if (entity === 'Tag') return html`<span>${key.replace('#', ' ')}${count}</span>`
  const href =
    entity === 'User' ? `#user-${key}` : `${addressOf({ ...view, conversation: key })}#conversation`
  return html`<a href=${href}>${key}</a>${count}`
}
