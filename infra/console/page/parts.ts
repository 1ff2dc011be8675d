import { html } from 'htm/preact'
import type { VNode } from 'preact'
import type { Conversation } from '../../../shared/client/conversation-items.ts'
import { type Names, tagsOf, text } from '../../text/names.ts'
import { timeText } from '../../text/value-text.ts'
import { addressOf, type View, withMore } from '../view.ts'

/** A time to the second, in UTC; empty if there is none. @param iso ISO 8601 UTC with milliseconds */
export function time(iso: string | undefined): VNode | string {
  if (!iso) return ''
  const [day, clock] = timeText(iso).split(' ')
  return html`<time datetime=${iso}><span class="day">${day}</span> ${clock}</time>`
}

/**
 * Texts that customers and agents wrote, separated by commas. Each is isolated in its own direction, so that a
 * right-to-left text cannot reorder what is around it.
 */
export function quoted(...texts: string[]): VNode {
  return html`${texts.map((words, index) => html`${index > 0 && ', '}<bdi dir="auto">${words}</bdi>`)}`
}

/** The status of a conversation. */
export function statusChip({ status, statusId }: Pick<Conversation, 'status' | 'statusId'>): VNode | string {
  const name = text(status)
  return name && html`<span class="chip status" data-status=${text(statusId)}>${name}</span>`
}

/** The tags of a conversation or user, by name if it is known. */
export function tagChips(state: Pick<Conversation, 'tags' | 'tagIds'>, names: Names): VNode | string {
  const tags = tagsOf(state, names)
  if (tags.length === 0) return ''
  return html`<span class="tags">
    ${tags.map(({ id, name }) => html`<span class="chip" title=${`tag ${id}`} dir="auto">${name}</span> `)}
  </span>`
}

/** The hidden field that says to which page a form returns. */
export function returnField(address: string): VNode {
  return html`<input type="hidden" name="returnTo" value=${address} />`
}

/** The heads of a table's columns. */
export function columnHeads(...names: string[]): VNode {
  return html`<thead>
    <tr>
      ${names.map((name) => html`<th scope="col">${name}</th>`)}
    </tr>
  </thead>`
}

/** A link to more rows of a list; nothing if all are shown. */
export function showMore(list: string, shown: number, all: number, view: View): VNode | false {
  return (
    all > shown &&
    html`<p class="more"><a href=${`${addressOf(withMore(view))}#${list}`}>Show more</a> ${shown} of ${all}</p>`
  )
}
