import { html } from 'htm/preact'
import type { VNode } from 'preact'
import type { Conversation } from '../../../shared/client/conversation-items.ts'
import { type Names, present, text } from '../../text/names.ts'
import type { Model } from '../model.ts'
import { addressOf, type View } from '../view.ts'
import { quoted, showMore, statusChip, tagChips, time } from './parts.ts'

/** The conversations that match the view, the last updated first. */
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
      ${(view.find || view.status) && html`<output>${chosen.length} of ${all}</output>`}
    </form>
    ${
      shown.length === 0
        ? html`<p class="empty">${all === 0 ? 'No conversations yet.' : 'No conversation matches.'}</p>`
        : html`<ul class="rows">
            ${shown.map((state) => row(state, view, names))}
          </ul>`
    }
    ${showMore('conversations', shown.length, chosen.length, view)}
  </section>`
}

function row(state: Conversation, view: View, names: Names): VNode {
  const id = state.objectId
  const customer = text(state.customerName) || (state.customerId ? names.person(text(state.customerId)) : id)
  const channel = present(state.channel, names.channel(text(state.streamId)))
  const agent = text(state.managerId)
  return html`<li id=${`conversation-${id}`} aria-current=${id === view.conversation ? 'true' : undefined}>
    <p class="line">
      <a href=${`${addressOf({ ...view, conversation: id })}#conversation`} dir="auto">${customer}</a>
      ${statusChip(state)} ${time(state.updatedAt)}
    </p>
    ${state.lastMessageText !== undefined && html`<p class="excerpt" dir="auto">${text(state.lastMessageText)}</p>`}
    <p class="line facts">
      ${channel.length > 0 && html`<span>${quoted(...channel)}</span>`}
      ${agent && html`<span>agent ${quoted(names.person(agent))}</span>`} ${tagChips(state, names)}
    </p>
  </li>`
}
