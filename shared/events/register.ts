import { isObject, type Json } from '../commbox/json.ts'
import { bounded } from '../commbox/text.ts'
import type { Event } from './event.ts'

/** What an event says: undefined leaves a register alone, null clears it. */
export type Registers = Record<string, Json | undefined>

/**
 * What is true of one thing now, as last-writer-wins registers. A register's name may have two parts, as in
 * `tagged.123`: one register for each member of a set or map.
 */
export type State = {
  readonly key: string
  /** The value of every register that is set. */
  readonly values: Readonly<Record<string, Json>>
  /** For every register that any event has set or cleared, the version of the event that did so last. */
  readonly versions: Readonly<Record<string, string>>
  /** The time of the earliest event, ISO 8601 UTC. */
  readonly startedAt?: string
}

export function emptyState(key: string): State {
  return { key, values: {}, versions: {} }
}

/**
 * A text that sorts as events follow each other: what is said in passing before what is said on purpose, then
 * by instant, then by event id, ids that begin with a number by that number.
 */
export function versionOf(at: string, eventId: string, isFallback = false): string {
  const digits = /^\d+(?=\.|$)/.exec(eventId)?.[0]
  const id = digits === undefined ? `x${eventId}` : `n${String(digits.length).padStart(2, '0')}${eventId}`
  return `${isFallback ? '!' : ''}${at}#${id}`
}

/** Both versions that an event can give to a register. */
export function versionsOf({ occurredAt, eventId }: Pick<Event, 'occurredAt' | 'eventId'>): string[] {
  return [versionOf(occurredAt, eventId, true), versionOf(occurredAt, eventId)]
}

/**
 * The state after an event. In whatever order, and however often, the same events are folded, the same state
 * comes of it: every register keeps the greatest version that it has seen.
 */
export function fold(state: State, event: Event): State {
  const at = event.occurredAt
  const values = { ...state.values }
  const versions = { ...state.versions }
  const apply = (registers: Registers, version: string) => {
    for (const [name, told] of Object.entries(registers)) {
      if (told === undefined) continue
      const value = bounded(told)
      if (!isLater(version, value, versions[name], values[name])) continue
      versions[name] = version
      if (value === null) delete values[name]
      else values[name] = value
    }
  }
  apply(event.fallbacks?.(at) ?? {}, versionOf(at, event.eventId, true))
  apply({ updatedAt: at, ...event.sets?.(at) }, versionOf(at, event.eventId))
  const startedAt = state.startedAt === undefined || at < state.startedAt ? at : state.startedAt
  return { key: state.key, values, versions, startedAt }
}

/** Two drafts of one event may differ in what surrounds it: then the greater value stands, in any order. */
function isLater(
  version: string,
  value: Json,
  current: string | undefined,
  currentValue: Json = null,
): boolean {
  if (current === undefined || version > current) return true
  return version === current && exact(value) > exact(currentValue)
}

/** A value as text: of equal values the same, and of different ones another, types included. */
function exact(value: Json): string {
  return JSON.stringify(value, (_name, member) =>
    isObject(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  )
}
