import { html } from 'htm/preact'
import type { VNode } from 'preact'
import type { FoundDrift } from '../../deployment/drift.ts'
import type { Model } from '../model.ts'

/** What CommBox sends that this version does not know: names and types, never values. */
export function driftList({ drift }: Model): VNode {
  return html`<section id="drift" aria-labelledby="drift-title">
    <h2 id="drift-title">Drift <small>what CommBox sends and this version does not know</small></h2>
    ${
      drift.length === 0
        ? html`<p class="empty">Nothing: every name and type is known.</p>`
        : html`<div class="scroll" tabindex="0" role="group" aria-labelledby="drift-title">
            <table>
              <thead>
                <tr>
                  <th scope="col">Where</th>
                  <th scope="col">Type</th>
                  <th scope="col">Since</th>
                  <th scope="col">Last</th>
                  <th scope="col">Since the start</th>
                  <th scope="col">Delivery</th>
                  <th scope="col">Line that would read it</th>
                </tr>
              </thead>
              <tbody>
                ${drift.map(row)}
              </tbody>
            </table>
          </div>`
    }
  </section>`
}

function row({ entity, trigger, path, type, firstDay, lastDay, count, deliveryId, line }: FoundDrift): VNode {
  return html`<tr>
    <th scope="row">${entity}.${trigger} <code>${path}</code></th>
    <td>${type}</td>
    <td>${firstDay}</td>
    <td>${lastDay}</td>
    <td>${count}</td>
    <td><code>${deliveryId}</code></td>
    <td><code>${line}</code></td>
  </tr>`
}
