import { describe, expect, test } from 'vitest'
import { entities } from '../../shared/commbox/names.ts'
import { tables } from '../../shared/tables.ts'
import { deliveries, receivedAt } from '../fixtures.ts'
import { answerOf, post, type Receiver } from './receiver.ts'
import { attributesOf, byText, eventsOf, everything, expectFinalStates } from './stored.ts'

/** Every fixture over HTTP into the tables, held against what CommBox's article says. The tests build on each other. */
export function everyWebhookArrives(receiver: () => Receiver): void {
  const fixtures = deliveries()
  /** The delivery id that each fixture was answered with. */
  const ids = new Map<string, string>()

  describe('every documented webhook', () => {
    test('is accepted, with its entity and trigger', { timeout: 60_000 }, async () => {
      for (const { name, body, expected } of fixtures) {
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
      expect(await receiver().tables.items('Quarantine')).toEqual([])
    })

    test('is in its table, field by field', async () => {
      const items = await everything(receiver())
      for (const { name, expected } of fixtures) {
        const { partitionKey } = tables[expected.entity]
        const stored = eventsOf(items[expected.entity] ?? []).filter(
          ({ deliveryId }) => deliveryId === ids.get(name),
        )
        // What was told before under the same id and with the same content is there already.
        const told = expected.sameEventAs === undefined ? expected.events : []
        expect({
          name,
          events: stored.map((item) => ({ key: item[partitionKey], ...attributesOf(item) })).sort(byText),
        }).toEqual({
          name,
          events: told
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

    test('leads to the states that the article tells', async () => expectFinalStates(receiver()))

    test('changes nothing when it comes again, in any order, if it has an identity of its own', {
      timeout: 60_000,
    }, async () => {
      const before = await everything(receiver())
      const known = fixtures.filter(({ expected }) => expected.identity !== 'delivery')
      expect(known.length).toBeGreaterThan(90)
      for (const { body, expected } of [...known.toReversed(), ...shuffled(known)])
        await post(receiver(), expected.url, body)
      await receiver().drained()
      expect(await everything(receiver())).toEqual(before)
    })

    test('is one event more when it comes again without one, and says the same', {
      timeout: 60_000,
    }, async () => {
      const before = await everything(receiver())
      const unknown = fixtures.filter(({ expected }) => expected.identity === 'delivery')
      for (const { body, expected } of unknown) await post(receiver(), expected.url, body)
      await receiver().drained()
      const after = await everything(receiver())
      for (const entity of entities) {
        const told = unknown
          .filter(({ expected }) => expected.entity === entity)
          .flatMap(({ expected }) => expected.events)
        expect(eventsOf(after[entity] ?? []).length).toBe(eventsOf(before[entity] ?? []).length + told.length)
      }
      await expectFinalStates(receiver())
    })
  })
}

/** In another order, the same in every run. */
function shuffled<Member>(members: readonly Member[]): Member[] {
  return members
    .map((member, index) => ({ member, place: (index * 7919) % members.length }))
    .sort((a, b) => a.place - b.place)
    .map(({ member }) => member)
}
