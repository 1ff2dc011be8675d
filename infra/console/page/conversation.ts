import { html } from 'htm/preact'
import type { VNode } from 'preact'
import type { Conversation } from '../../../shared/client/conversation-items.ts'
import { receivedText } from '../../text/event-text.ts'
import { type Names, present, text } from '../../text/names.ts'
import type { Model } from '../model.ts'
import { type Entry, mostEvents } from '../reading/conversation.ts'
import { quoted, statusChip, tagChips, time } from './parts.ts'

/** The conversation that is open: its state, and what happened in it, in time order. */
export function conversationHistory({ conversation, view, names }: Model): VNode {
  const nameOf = (who: string) => {
    const agent = /^agent (.+)$/s.exec(who)?.[1]
    if (agent) return agent
    return (who === 'customer' && text(conversation?.state?.customerName)) || who
  }
  return html`<section id="conversation" aria-labelledby="conversation-title">
    <h2 id="conversation-title">Conversation ${view.conversation ?? ''}</h2>
    ${
      conversation
        ? html`${conversation.state && facts(conversation.state, conversation.names ?? names)}
            ${conversation.isCut && html`<p class="empty">Only the latest ${mostEvents} events are shown.</p>`}
            <ol class="timeline" tabindex="0" aria-label="Events, in time order">
              ${conversation.entries.map((entry) => item(entry, nameOf))}
            </ol>`
        : html`<p class="empty">
            ${view.conversation ? 'Nothing is stored about this conversation.' : 'Choose a conversation to see what happened in it.'}
          </p>`
    }
  </section>`
}

function facts(state: Conversation, names: Names): VNode {
  const customer = present(state.customerName, state.customerPhone, state.customerEmail)
  const channel = present(state.channel, names.channel(text(state.streamId)))
  const participants = present(...(state.participants ?? []))
  const lines: [string, VNode | string][] = [
    ['Status', statusChip(state)],
    ['Customer', customer.length > 0 ? quoted(...customer) : ''],
    ['Channel', channel.length > 0 ? quoted(...channel) : ''],
    ['Agent', state.managerId ? quoted(names.person(text(state.managerId))) : ''],
    ['Tags', tagChips(state, names)],
    ['Participants', participants.length > 0 ? quoted(...participants) : ''],
    ['Follow-up', time(state.followUpAt)],
    ['Summary', state.summary ? html`<span class="summary" dir="auto">${text(state.summary)}</span>` : ''],
  ]
  return html`<dl class="facts">
    ${lines.map(([name, value]) => value !== '' && html`<dt>${name}</dt><dd>${value}</dd>`)}
  </dl>`
}

/** @param nameOf returns the name to show for `customer`, `agent <name>` or `system` */
function item(entry: Entry, nameOf: (who: string) => string): VNode {
  const { id, at, isMessage, from, what, who, text: words, times } = entry
  const by = nameOf(who || from || '')
  const count = times > 1 ? ` ${receivedText(times)}` : ''
  if (!isMessage) {
    return html`<li id=${id} class="activity">
      <p><b>${what}${count}</b> ${words && html`<span class="words" dir="auto">${words}</span>`}</p>
      <p class="by">${by && html`<span dir="auto">${by}</span> `}${time(at)}</p>
    </li>`
  }
  return html`<li id=${id} class="message" data-from=${from}>
    <p class="words" dir="auto">${words || what}</p>
    <p class="by"><span dir="auto">${by}</span>${count} ${time(at)}</p>
  </li>`
}
