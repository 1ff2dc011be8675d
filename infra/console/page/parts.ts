import { html } from 'htm/preact'
import type { VNode } from 'preact'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import { timeText } from '../../text/state-text.ts'
import { type Names, tagsOf, text } from '../reading/names.ts'

/** A time as people read it, to the second. */
export function time(iso: string): VNode | string {
  if (iso === '') return ''
  const [day, clock] = timeText(iso).split(' ')
  return html`<time datetime=${iso}><span class="day">${day}</span> ${clock}</time>`
}

/** Texts of strangers: shown as they are, each in the direction in which it is written, and turning no other. */
export function said(...texts: string[]): VNode {
  return html`${texts.map((words, index) => html`${index > 0 && ', '}<bdi dir="auto">${words}</bdi>`)}`
}

/** The status of a conversation. */
export function statusChip({ status, statusId }: JsonObject): VNode | string {
  const name = text(status)
  return name && html`<span class="chip status" data-status=${text(statusId)}>${name}</span>`
}

/** The tags of a conversation or user, by name where one is known. */
export function tagChips(state: JsonObject, names: Names): VNode | string {
  const tags = tagsOf(state, names)
  if (tags.length === 0) return ''
  return html`<span class="tags">
    ${tags.map(({ id, name }) => html`<span class="chip" title=${`tag ${id}`} dir="auto">${name}</span> `)}
  </span>`
}

/** The hidden field by which a form leads back to where it was sent from. */
export function wayBack(address: string): VNode {
  return html`<input type="hidden" name="back" value=${address} />`
}
