import { html } from 'htm/preact'
import type { VNode } from 'preact'
import type { User } from '../../../shared/client/user-items.ts'
import { fullName, type Names, present } from '../../text/names.ts'
import type { Model } from '../model.ts'
import { columnHeads, quoted, showMore, tagChips, time } from './parts.ts'

/** The users: customers and agents, those who are logged in first. */
export function userList({ users, names, view }: Model): VNode {
  const shown = users.slice(0, view.rows)
  return html`<section id="users" aria-labelledby="users-title">
    <h2 id="users-title">Users</h2>
    ${
      users.length === 0
        ? html`<p class="empty">No users yet.</p>`
        : html`<div class="scroll" tabindex="0" role="group" aria-labelledby="users-title">
            <table>
              ${columnHeads('Name', 'Contact', 'Presence', 'Tags')}
              <tbody>
                ${shown.map((user) => row(user, names))}
              </tbody>
            </table>
          </div>`
    }
    ${showMore('users', shown.length, users.length, view)}
  </section>`
}

function row(user: User, names: Names): VNode {
  const id = user.userId
  const contacts = present(user.email, user.phone1, user.phone2, user.uniqueId)
  return html`<tr id=${`user-${id}`}>
    <th scope="row"><span dir="auto">${fullName(user) || 'no name'}</span> <small>${id}</small></th>
    <td>${contacts.map((contact) => html`<div>${quoted(contact)}</div>`)}</td>
    <td>${presence(user)}</td>
    <td>${tagChips(user, names)}</td>
  </tr>`
}

function presence({ loggedIn, lastLoginAt, lastLogoutAt }: User): VNode | string {
  if (loggedIn === true) return html`<span class="chip present">logged in</span> ${time(lastLoginAt)}`
  return lastLogoutAt ? html`logged out ${time(lastLogoutAt)}` : ''
}
