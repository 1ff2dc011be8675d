import { html } from 'htm/preact'
import type { VNode } from 'preact'
import { type ConsoleSample, groups } from '../samples.ts'
import { addressOf, type View } from '../view.ts'
import { returnField } from './parts.ts'

/** A button for each sample, in groups; the first group is open. */
export function sampleList(consoleSamples: readonly ConsoleSample[], view: View): VNode {
  return html`<section id="samples" aria-labelledby="samples-title">
    <h2 id="samples-title">Send a sample</h2>
    <form method="post" action="/console/samples">
      ${returnField(addressOf(view))}
      ${groups.map((group, index) => {
        const members = consoleSamples.filter((sample) => sample.group === group)
        return html`<details id=${`samples-${index}`} open=${index === 0}>
          <summary>${group} <small>${members.length}</small></summary>
          <p class="buttons">
            ${index === 0 && html`<button class="all" name="group" value=${group}>Send all of these</button>`}
            ${members.map(
              ({ name, label }) =>
                html`<button name="sample" value=${name} title=${name}>
                  <span class="unseen">Send </span>${label}
                </button>`,
            )}
          </p>
        </details>`
      })}
    </form>
  </section>`
}
