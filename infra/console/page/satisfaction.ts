import { html } from 'htm/preact'
import type { VNode } from 'preact'
import type { Model } from '../model.ts'
import type { Score } from '../reading/scores.ts'
import { addressOf, type View } from '../view.ts'
import { columnHeads, quoted, time } from './parts.ts'
import { meanOf, plot } from './plot.ts'

const latest = 10

/** The scores over time as a plot, and the latest ones as a table. */
export function satisfaction({ scores, view }: Model): VNode {
  return html`<section id="satisfaction" aria-labelledby="satisfaction-title">
    <h2 id="satisfaction-title">Satisfaction <small>in the last 12 months</small></h2>
    ${
      scores.length === 0
        ? html`<p class="empty">No scores yet.</p>`
        : html`${plot(scores, summaryOf(scores))}
            <p class="empty">${summaryOf(scores)}</p>
            ${table(scores.slice(-latest).toReversed(), view)}`
    }
  </section>`
}

function summaryOf(scores: readonly Score[]): string {
  const values = scores.map(({ score }) => score)
  const mean = Math.round(meanOf(values) * 10) / 10
  const count = scores.length === 1 ? '1 score' : `${scores.length} scores`
  return `${count}, mean ${mean}, from ${Math.min(...values)} to ${Math.max(...values)}`
}

function table(scores: readonly Score[], view: View): VNode {
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Latest scores"><table>
    <caption>The latest scores</caption>
    ${columnHeads('Time', 'Score', 'Comment', 'Conversation')}
    <tbody>
      ${scores.map(
        ({ at, score, description, objectId }) => html`<tr>
          <td>${time(at.toISOString())}</td>
          <td class="number">${score}</td>
          <td>${quoted(description)}</td>
          <td><a href=${`${addressOf({ ...view, conversation: objectId })}#conversation`}>${objectId}</a></td>
        </tr>`,
      )}
    </tbody>
  </table></div>`
}
