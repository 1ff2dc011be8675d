import { describe, expect, test } from 'vitest'
import { entities } from '../../shared/commbox/names.ts'
import { driftKey } from '../../shared/quarantine/table.ts'
import { tables } from '../../shared/tables.ts'
import { deliveries, receivedAt } from '../fixtures.ts'
import { answerOf, post, type Receiver } from './receiver.ts'
import { attributesOf, byText, eventsOf, everything, expectFinalStates } from './stored.ts'

/** Tests every fixture from HTTP to the tables, against what CommBox's article says. The tests build on each other. */
export function everyWebhookIsStored(receiver: () => Receiver): void {
  const fixtures = deliveries()
  /** The delivery id of each fixture, by its name. */
  const ids = new Map<string, string>()

  describe('every documented webhook', () => {
    test('is accepted, with its entity and trigger', async () => {
      for (const { name, body, expected } of fixtures) {
        // Several batches are processed at once: of two deliveries of one event, the earlier is to be stored.
        if (expected.sameEventAs !== undefined) await receiver().drained()
        const response = await post(receiver(), expected.url, body)
        const answer = await answerOf(response)
        expect({ name, status: response.status, ...answer }).toMatchObject({
          name,
          status: 200,
          entity: expected.entity,
          trigger: expected.trigger,
        })
        ids.set(name, String(answer.id))
      }
      await receiver().drained()
      const quarantined = await receiver().tables.items('Quarantine')
      expect(quarantined.filter(({ day }) => day !== driftKey)).toEqual([])
    })

    test('is in its table, field by field', async () => {
      const items = await everything(receiver())
      for (const { name, expected } of fixtures) {
        const { partitionKey } = tables[expected.entity]
        const stored = eventsOf(items[expected.entity] ?? []).filter(
          ({ deliveryId }) => deliveryId === ids.get(name),
        )
        // An event with the same id and content was stored with an earlier fixture.
        const events = expected.sameEventAs === undefined ? expected.events : []
        expect({
          name,
          events: stored.map((item) => ({ key: item[partitionKey], ...attributesOf(item) })).sort(byText),
        }).toEqual({
          name,
          events: events
            .map(({ key, occurredAt, attributes }) => ({
              key,
              trigger: expected.trigger,
              ...(expected.brand ? { brand: expected.brand } : {}),
              occurredAt: occurredAt ?? receivedAt,
              ...attributes,
            }))
            .sort(byText),
        })
        for (const text of expected.payloadHolds ?? []) {
          for (const item of stored)
            expect(JSON.stringify(item.payload)).toContain(JSON.stringify(text).slice(1, -1))
        }
      }
    })

    test('leads to the states that the article describes', async () => expectFinalStates(receiver()))

    test('changes nothing when it is delivered again, in any order, if it has its own identity', async () => {
      const before = await everything(receiver())
      const known = fixtures.filter(({ expected }) => expected.identity !== 'delivery')
      expect(known.length).toBeGreaterThan(70)
      for (const { body, expected } of [...known.toReversed(), ...shuffled(known)])
        await post(receiver(), expected.url, body)
      await receiver().drained()
      expect(await everything(receiver())).toEqual(before)
    })

    test('adds one event with the same content when it is delivered again without one', async () => {
      const before = await everything(receiver())
      const unknown = fixtures.filter(({ expected }) => expected.identity === 'delivery')
      for (const { body, expected } of unknown) await post(receiver(), expected.url, body)
      await receiver().drained()
      const after = await everything(receiver())
      for (const entity of entities) {
        const repeated = unknown
          .filter(({ expected }) => expected.entity === entity)
          .flatMap(({ expected }) => expected.events)
        expect(eventsOf(after[entity] ?? []).length).toBe(
          eventsOf(before[entity] ?? []).length + repeated.length,
        )
      }
      await expectFinalStates(receiver())
    })
  })
}

/** The members in another order, the same in every run. */
function shuffled<Member>(members: readonly Member[]): Member[] {
  return members
    .map((member, index) => ({ member, place: (index * 7919) % members.length }))
    .sort((a, b) => a.place - b.place)
    .map(({ member }) => member)
}
