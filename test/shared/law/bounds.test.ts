import type * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { activityTypes } from '../../../shared/commbox/enums.ts'
import type { Json, JsonObject } from '../../../shared/commbox/json.ts'
import { entities } from '../../../shared/commbox/names.ts'
import { definitions } from '../../../shared/entities/registry.ts'
import { type Event, eventsOf } from '../../../shared/events/event.ts'
import { emptyState, fold } from '../../../shared/events/register.ts'
import { stateItem } from '../../../shared/events/state.ts'
import { entriesOf, innerOf, isSchema, typedMembers } from './payload.ts'

const id = (number: number) => String(10n ** 37n + BigInt(number))
/** Just below the most that a look-up can have. The bytes of its characters are twice their number. */
const text = (number: number) => `${String(number).padStart(6, '0')}${'🙂'.repeat(498)}`

/** Activities that set most: a participant, a tag, a channel, a summary. */
const setting = Object.entries(activityTypes).flatMap(([number, name]) =>
  ['ParticipantChange', 'UpdateObjectTag', 'StreamChange', 'ConversationSummary'].includes(name)
    ? [number]
    : [],
)

/** The largest value of a member that a trigger reads, another for each number. */
function largest(schema: v.GenericSchema, name: string, number: number): Json {
  const inner = innerOf(schema)
  if ('item' in inner && isSchema(inner.item)) {
    const { item } = inner
    return Array.from({ length: 4 }, (_, index) => largest(item, name, 4 * number + index))
  }
  const members = Object.entries(entriesOf(schema)).map(([member, of]): [string, Json] => [
    member,
    largest(of, member, number),
  ])
  const isMap = typedMembers.includes(name) || name === 'content'
  const free = isMap ? Array.from({ length: 20 }, (_, n): [string, Json] => [`${n}${text(n)}`, text(n)]) : []
  if (members.length + free.length > 0) return Object.fromEntries([...free, ...members])
  if (name === 'Type') return setting[number % setting.length] ?? ''
  if (/^is/.test(name)) return false
  if (name === 'Action') return 'Add'
  if (/date|time$/i.test(name)) return '09-06-2024 07:28:47'
  return /id$/i.test(name) && !/^(unique|provider|streamprovider)id$/i.test(name) ? id(number) : text(number)
}

/** Events of one thing that say as much as they can, each under a version of its own. */
function eventsOfAll(entity: (typeof entities)[number]): Event[] {
  return Object.entries(definitions[entity].triggers).flatMap(([trigger, definition]) =>
    Array.from({ length: 40 }, (_, number) => {
      const said = largest(definition.schema, '', number)
      const key = { Id: '1', ObjectId: '1', tagId: '1', groupId: '1' }
      const whole: JsonObject = { ...Object(said), ...key, Object: { Id: '1' } }
      // Undated, since a request's id makes the longest version.
      const payload: JsonObject = JSON.parse(JSON.stringify(whole).replaceAll('"09-06-2024 07:28:47"', '""'))
      const reading = definition.read(payload)
      if ('issues' in reading) throw new Error(JSON.stringify(reading.issues[0]))
      const delivery = {
        version: 1 as const,
        deliveryId: `delivery-${number}`,
        receivedAt: new Date(Date.UTC(2024, 5, 9, 7, 28, number)).toISOString(),
        entity,
        trigger,
        brand: text(number),
        requestId: `${trigger.slice(0, 20)}-${number}`.padEnd(40, 'x'),
        payload,
      }
      return eventsOf(delivery, reading.drafts)
    }).flat(),
  )
}

const itemOf = (entity: (typeof entities)[number], events: readonly Event[]) =>
  stateItem(events.reduce(fold, emptyState('1')), definitions[entity].layout)

describe('the state of a thing about which everything was said that can be said', () => {
  test.each(entities)('%s: stays below 64 KB', (entity) => {
    // Last come the events of each trigger in turn, so that what one clears another has set.
    const events = eventsOfAll(entity)
    const triggers = [...new Set(events.map(({ delivery }) => delivery.trigger))]
    for (const last of triggers) {
      const isLast = ({ delivery }: Event) => delivery.trigger === last
      const later = events
        .filter(isLast)
        .map((event) => ({ ...event, occurredAt: `2024-06-10${event.occurredAt.slice(10)}` }))
      const item = itemOf(entity, [...events, ...later])
      expect(Buffer.byteLength(JSON.stringify(item))).toBeLessThan(64 * 1024)
    }
  })

  test('fills every bounded kind of register of a conversation', () => {
    const item = itemOf('Object', eventsOfAll('Object'))
    expect(item.cut).toEqual(
      expect.arrayContaining(['customers', 'participants', 'streams', 'tagNames', 'tagged']),
    )
  })
})
