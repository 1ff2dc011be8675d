import type { JsonObject } from '../../../shared/commbox/json.ts'
import type { Entity } from '../../../shared/commbox/names.ts'
import { definitions } from '../../../shared/entities/registry.ts'
import type { Trigger } from '../../../shared/entities/trigger.ts'
import type { Delivery } from '../../../shared/events/delivery.ts'
import { receive } from '../../../shared/ingest/ingest.ts'
import { fc } from '../../seed.ts'
import { clockOffset, instant } from './clock.ts'
import { holdersOf, payloadsOf, requiredOf } from './payload.ts'
import { littered, respelled, retyped, rewrapped } from './variants.ts'

/** Something that happened, and what a webhook of it holds. */
type Happening = {
  trigger: string
  /** Under which request id it is sent: none, one of its own, or one that others are sent under, too. */
  request: 'none' | 'own' | 'shared'
  payload: JsonObject
  /** Another payload of the trigger, for another wrapper. */
  around: JsonObject
}

/** One sending of a happening: in which variant, so many seconds after the first. */
type Sending = { of: number; variant: Variant; after: number; brand: boolean }

type Variant = keyof typeof variants
const variants = {
  same: ({ payload }: Happening) => payload,
  respelled: ({ payload }: Happening) => respelled(payload),
  retyped: ({ payload }: Happening) => retyped(payload),
  rewrapped: ({ payload, around }: Happening, { schema }: Trigger) =>
    rewrapped(payload, around, [...holdersOf(schema), ...Object.keys(requiredOf(schema, payload))]),
  littered: ({ payload }: Happening, { schema }: Trigger) => littered(payload, holdersOf(schema)),
  slim: ({ payload }: Happening, { schema }: Trigger) => requiredOf(schema, payload),
}

/** Histories of an entity: deliveries as ingest accepts them, in the order of their receipts. */
export function histories(entity: Entity, mostHappenings: number): fc.Arbitrary<Delivery[]> {
  const sizes = { minLength: mostHappenings, maxLength: mostHappenings }
  return fc
    .record({
      happenings: fc.array(happeningsOf(entity), { minLength: 1, maxLength: mostHappenings }),
      first: fc.array(fc.record({ second: fc.integer({ min: 0, max: 5 }), isSlim: fc.nat(4) }), sizes),
      again: fc.array(sendings, { maxLength: mostHappenings }),
      clock: clockOffset,
    })
    .map(({ happenings, first, again, clock }) => {
      const all = happenings.map(
        (_, of): Sending => ({
          of,
          variant: first[of]?.isSlim === 0 ? 'slim' : 'same',
          after: 0,
          brand: false,
        }),
      )
      return [...all, ...again]
        .flatMap(({ of, ...sending }, number) => {
          const index = of % happenings.length
          const happening = happenings[index]
          if (happening === undefined) return []
          const receivedAt = instant((first[index]?.second ?? 0) + sending.after + clock)
          return accepted(
            entity,
            happening,
            { ...sending, of: index },
            { receivedAt, requestId: `d${number}` },
          )
        })
        .toSorted((a, b) => (a.receivedAt < b.receivedAt ? -1 : 1))
    })
}

const sendings: fc.Arbitrary<Sending> = fc.record({
  of: fc.nat(),
  variant: fc.constantFrom<Variant>('same', 'respelled', 'retyped', 'rewrapped', 'littered', 'slim'),
  after: fc.oneof({ weight: 9, arbitrary: fc.nat(4) }, { weight: 1, arbitrary: fc.constant(700) }),
  brand: fc.nat(5).map((n) => n === 0),
})

/** What may happen to an entity. What comes with several elements happens more often than the rest. */
function happeningsOf(entity: Entity): fc.Arbitrary<Happening> {
  return fc.oneof(
    ...Object.entries(definitions[entity].triggers).map(([trigger, { schema }]) => ({
      weight: holdersOf(schema).length > 0 ? 3 : 1,
      arbitrary: fc.record<Happening>({
        trigger: fc.constant(trigger),
        request: fc.constantFrom('none', 'own', 'own', 'shared'),
        payload: payloadsOf(schema),
        around: payloadsOf(schema),
      }),
    })),
  )
}

/** The delivery that ingest makes of a sending; none if it refuses it, as for a time that is a day ahead. */
function accepted(
  entity: Entity,
  happening: Happening,
  { of, variant, brand }: Sending,
  request: { receivedAt: string; requestId: string },
): Delivery[] {
  const trigger = definitions[entity].triggers[happening.trigger]
  if (trigger === undefined) return []
  const id = requestIds[happening.request](of)
  const requestId = variant === 'respelled' ? id?.toLowerCase() : id
  const Event = {
    Subscription: entity,
    Name: happening.trigger,
    ...(brand ? { Brand: 'acme' } : {}),
    [entity]: { ...variants[variant](happening, trigger), ...(requestId ? { requestId } : {}) },
  }
  const outcome = receive({
    ...request,
    method: 'POST',
    path: '/webhooks',
    address: {},
    raw: { body: JSON.stringify({ Event }) },
  })
  return outcome.kind === 'accepted' ? [outcome.delivery] : []
}

/** A UUID is the same in capitals. */
const requestIds = {
  none: () => undefined,
  own: (of: number) => `ABCDEF00-0000-4000-8000-00000000000${of}`,
  shared: () => 'shared',
}
