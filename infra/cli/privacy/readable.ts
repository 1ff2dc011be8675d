import { isObject, type JsonObject } from '../../../shared/commbox/json.ts'
import { entities } from '../../../shared/commbox/names.ts'
import { eventRows } from '../../text/event-rows.ts'
import { withoutSteering } from '../../text/one-line.ts'
import { stateRows } from '../../text/state-rows.ts'
import type { HandedOut } from './hand-out.ts'
import { conversationEntities } from './scope.ts'

/** Texts of any length. */
const whole = Number.POSITIVE_INFINITY

/** Writes what is handed out as a text that people read: profile, conversations by time, then what is elsewhere. */
export function readable(title: readonly string[], all: readonly HandedOut[]): string {
  const mentions = all.filter(({ content }) => content === undefined)
  const inTables = all.filter(({ place, content }) => place.store === 'table' && isObject(content))
  const ofThings = inTables.filter(({ place }) => place.store === 'table' && place.pipeline !== 'Quarantine')
  const things = Map.groupBy(ofThings, ({ place }) => headingOf(place))
  const sections = [
    ...[...things].map(([heading, members]) => [heading, ...linesOf(members)]),
    ...all.filter((each) => each.content !== undefined && !ofThings.includes(each)).map(othersLines),
    ...(mentions.length > 0
      ? [
          [
            'Mentioned, without content, since it can be somebody else’s:',
            ...mentions.map(({ place }) => `  ${placeText(place)}`),
          ],
        ]
      : []),
  ]
  return `${[title, ...sections].map((lines) => lines.join('\n')).join('\n\n')}\n`
}

type Place = HandedOut['place']

function headingOf(place: Place): string {
  if (place.objectId !== undefined)
    return `Conversation ${place.objectId}${place.role === 'shared' ? ', in which there are other customers' : ''}`
  return place.store === 'table' ? `${place.pipeline} ${place.key}` : ''
}

/** The states of a thing, and its events in time order. */
function linesOf(members: readonly HandedOut[]): string[] {
  const itemsOf = (entity: string, kind: string) =>
    members.flatMap(({ place, content }) =>
      place.store === 'table' && place.pipeline === entity && place.kind === kind && isObject(content)
        ? [content]
        : [],
    )
  const states = entities.flatMap((entity) =>
    itemsOf(entity, 'state').flatMap((state) => [
      ...stateRows(entity, state, undefined, whole),
      ...Object.entries(
        state.customerId === undefined && isObject(state.customers) ? state.customers : {},
      ).map(([id, details]) => [
        'customer',
        `${id}: ${Object.values(isObject(details) ? details : {}).join(', ')}`,
      ]),
    ]),
  )
  const events = entities.flatMap((entity) =>
    itemsOf(entity, 'event').map((event) =>
      (conversationEntities as readonly string[]).includes(entity) && entity !== 'Object'
        ? { ...event, trigger: `${entity} ${String(event.trigger)}` }
        : event,
    ),
  )
  const inOrder = events.toSorted((a, b) => (String(a.record) < String(b.record) ? -1 : 1))
  return [
    ...states.map(([name, text]) => `  ${name}: ${text}`),
    ...eventRows(inOrder, undefined, whole).map((cells) => `  ${cells.filter(Boolean).join('  ')}`),
  ]
}

/** A delivery that is in no table of an entity: when it was received if that is known, and all that it says. */
function othersLines({ place, content }: HandedOut): string[] {
  const row: JsonObject = isObject(content) ? content : {}
  const text = typeof content === 'string' ? content : String(row.body ?? JSON.stringify(content))
  const lines = withoutSteering(text, '�').split('\n')
  return [
    `${placeText(place)}${row.receivedAt ? `, received ${String(row.receivedAt)}` : ''}`,
    ...lines.map((line) => `  ${line}`),
  ]
}

function placeText(place: Place): string {
  if (place.store === 'table')
    return place.pipeline === 'Quarantine'
      ? `Quarantine ${place.record}`
      : `${place.pipeline} ${place.key} ${place.record}`
  return place.store === 'bucket'
    ? `Large body ${place.key}${place.isLatest ? '' : ` (version ${place.versionId})`}`
    : `Dead letter of ${place.pipeline} ${place.messageId}`
}
