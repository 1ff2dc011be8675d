import { html } from 'htm/preact'
import type { VNode } from 'preact'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import type { Model } from '../model.ts'
import { type Names, text } from '../reading/names.ts'
import { addressOf, type View, withMore } from '../view.ts'
import { said, statusChip, tagChips, time } from './parts.ts'

/** The conversations that the view chooses, the latest first. */
export function conversationList({ conversations, view, names }: Model): VNode {
  const { chosen, all, statuses } = conversations
  const shown = chosen.slice(0, view.rows)
  return html`<section id="conversations" aria-labelledby="conversations-title">
    <h2 id="conversations-title">Conversations</h2>
    <form class="choose" action="/#conversations" role="search" aria-label="Find conversations">
      ${view.conversation && html`<input type="hidden" name="conversation" value=${view.conversation} />`}
      <label>Find <input type="search" name="find" value=${view.find ?? ''} dir="auto" /></label>
      <label
        >Status
        <select name="status">
          <option value="">any</option>
          ${statuses.map(
            ([id, name]) => html`<option value=${id} selected=${id === view.status}>${name}</option>`,
          )}
        </select>
      </label>
      <button>Find</button>
    </form>
    ${
      shown.length === 0
        ? html`<p class="empty">${all === 0 ? 'No conversation yet.' : 'No conversation is like that.'}</p>`
        : html`<ul class="rows">
            ${shown.map((state) => row(state, view, names))}
          </ul>`
    }
    ${
      chosen.length > shown.length &&
      html`<p class="more">
        <a href=${`${addressOf(withMore(view))}#conversations`}>More</a> ${shown.length} of ${chosen.length}
      </p>`
    }
  </section>`
}

function row(state: JsonObject, view: View, names: Names): VNode {
  const id = text(state.objectId)
  const customer = text(state.customerName) || (state.customerId ? names.person(text(state.customerId)) : id)
  const stream = [text(state.channel), names.stream(text(state.streamId))].filter(Boolean)
  const agent = text(state.managerId)
  return html`<li id=${`conversation-${id}`} aria-current=${id === view.conversation ? 'true' : undefined}>
    <p class="line">
      <a href=${`${addressOf({ ...view, conversation: id })}#conversation`} dir="auto">${customer}</a>
      ${statusChip(state)} ${time(text(state.updatedAt))}
    </p>
    ${state.lastMessageText !== undefined && html`<p class="excerpt" dir="auto">${text(state.lastMessageText)}</p>`}
    <p class="line facts">
      ${stream.length > 0 && html`<span>${said(...stream)}</span>`}
      ${agent && html`<span>agent ${said(names.person(agent))}</span>`} ${tagChips(state, names)}
    </p>
  </li>`
}
