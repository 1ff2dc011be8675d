import { html } from 'htm/preact'
import type { VNode } from 'preact'
import type { Entity } from '../../../shared/commbox/names.ts'
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
    <h2 id="arrivals-title">
      What just arrived
      ${arrivals.count > 0 && html` <small>${arrivals.count} since the start${arrivals.count > arrivals.latest.length && `, the latest ${arrivals.latest.length} shown`}</small>`}
    </h2>
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

/** What a delivery is about, as a link to it if the page shows it. */
function subject({ entity, key, events }: DeliverySummary, view: View): VNode {
  const count = events > 1 ? ` ×${events}` : ''
  const href = placeOf[entity](key, view)
  return href === undefined
    ? html`<span>${key.replace('#', ' ')}${count}</span>`
    : html`<a href=${href}>${key}</a>${count}`
}

/** Where the page shows the things of each entity. */
const placeOf: Readonly<Record<Entity, (key: string, view: View) => string | undefined>> = {
  Object: addressOfConversation,
  User: (key) => `#user-${key}`,
  Satisfaction: addressOfConversation,
  Tag: () => undefined,
  Form: addressOfConversation,
  Chat: addressOfConversation,
}

function addressOfConversation(key: string, view: View): string {
  return `${addressOf({ ...view, conversation: key })}#conversation`
}
