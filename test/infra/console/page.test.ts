import { expect, test } from 'vitest'
import type { Arrival } from '../../../infra/console/arrivals.ts'
import { page } from '../../../infra/console/page/page.ts'
import { consoleSamples } from '../../../infra/console/samples.ts'
import { namesIn } from '../../../infra/text/names.ts'
import { deliveries } from '../../fixtures.ts'

const attack = `"'><img src=x onerror=alert(1)></bdi></main><script>`

/** Attributes whose values are all attacks. */
function hostile<Name extends string>(...names: Name[]): Record<Name, string> {
  return Object.fromEntries(names.map((name) => [name, attack])) as Record<Name, string>
}

const conversation = {
  ...hostile('objectId', 'updatedAt', 'status', 'statusId', 'streamId', 'channel', 'managerId', 'customerId'),
  ...hostile('customerName', 'customerPhone', 'customerEmail', 'lastMessageText', 'followUpAt', 'summary'),
  participants: [attack],
  tagIds: [attack],
  tags: { [attack]: { name: attack, group: attack } },
  streams: { [attack]: { name: attack, channel: attack } },
}
const user = {
  ...hostile('userId', 'firstName', 'lastName', 'email', 'phone1', 'phone2', 'uniqueId'),
  ...hostile('lastLoginAt', 'lastLogoutAt'),
  tagIds: [attack],
}
const arrival: Arrival = {
  ...{ id: attack, time: new Date(0), status: 200, outcome: 'accepted', title: attack, path: attack },
  summary: { entity: 'Object', key: attack, text: attack, events: 2 },
}
const entry = { id: attack, at: attack, isMessage: true, what: attack, who: attack, text: attack, times: 2 }

test('nothing that a customer has written becomes markup', () => {
  const html = page(
    {
      view: { conversation: attack, find: attack, status: attack, rows: 25 },
      names: namesIn([user], [{ tagId: attack, name: attack }], [conversation]),
      arrivals: {
        count: 2,
        latest: [
          arrival,
          { ...arrival, id: '2', summary: { entity: 'Tag', key: attack, text: attack, events: 1 } },
        ],
      },
      conversations: { chosen: [conversation], all: 1, statuses: [[attack, attack]] },
      conversation: {
        id: attack,
        state: conversation,
        entries: [entry, { ...entry, isMessage: false }],
        isCut: true,
      },
      users: [user, { ...user, loggedIn: true }],
      scores: [{ at: new Date(0), score: 1, description: attack, objectId: attack }],
      quarantine: {
        count: 3,
        waiting: 2,
        rows: [
          {
            ...hostile(
              'day',
              'record',
              'receivedAt',
              'deliveryId',
              'entity',
              'trigger',
              'path',
              'body',
              'replayedAt',
              'objectId',
              'userId',
            ),
            reason: 'invalid',
            issues: [hostile('path', 'expected', 'received')],
            expiresAt: 0,
          },
        ],
      },
      drift: [
        {
          ...hostile('entity', 'trigger', 'path', 'type', 'firstDay', 'lastDay', 'deliveryId', 'line'),
          ...{ count: 1, isKnown: false },
        },
      ],
      notice: attack,
    },
    [],
    attack,
  )
  expect(html.match(/&lt;img src=x/g)?.length).toBeGreaterThan(60)
  expect(html).not.toContain('<img')
  expect(html.match(/<script/g)).toHaveLength(1)
  expect(html).toContain('3 in the last 7 days, the latest 1 shown')
  expect(html).toContain('Quarantine <b>2</b>')
  // An attribute does not end before its end.
  expect(html).not.toContain(`"'>`)
})

test('every documented webhook has its own button with its own label', () => {
  const documented = deliveries().filter(({ expected }) => expected.source.startsWith('article: '))
  const shown = consoleSamples().filter(({ group }) => group === "CommBox's documented webhooks")
  expect(shown.map(({ name }) => name)).toEqual(documented.map(({ name }) => name))
  expect(new Set(shown.map(({ label }) => label)).size).toBe(documented.length)
  const names = consoleSamples().map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
})
