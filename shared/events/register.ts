import type { Json } from '../commbox/json.ts'
import { bounded } from '../commbox/text.ts'
import type { Registers } from './draft.ts'
import type { Event } from './event.ts'
import { resolved } from './event-item.ts'
import { exactForm } from './fingerprint.ts'
import { type Manner, versionOf } from './version.ts'

/**
 * What is true of one thing now, as last-writer-wins registers. A register's name may have two parts, as in
 * `tagged.123`: the kind, and one register for each member of a set or map of that kind.
 */
export type State = {
  readonly key: string
  /** The value of every register that is set. */
  readonly values: Readonly<Record<string, Json>>
  /** For every register that any event has set or cleared, the version of the event that did so last. */
  readonly versions: Readonly<Record<string, string>>
  /** The kinds of registers of which some were left out, ever. */
  readonly cut: readonly string[]
  /** The time of the earliest event, ISO 8601 UTC. */
  readonly startedAt?: string
  /** Up to when everything of the thing, or its texts, was erased: ISO 8601 UTC. */
  readonly erased?: Erased
}

export type Erased = { readonly all?: string; readonly texts?: string }

/** So many registers of one kind are kept; with every other bound this keeps a state item below 64 KB. */
export const bounds = { registersOfKind: 32 }

export function emptyState(key: string): State {
  return { key, values: {}, versions: {}, cut: [] }
}

/**
 * The state after an event. In whatever order, and however often, the same events are folded, the same state
 * comes of it: every register keeps the greatest version that it has seen, and every kind its greatest registers.
 */
export function fold(state: State, event: Event): State {
  const { occurredAt } = event
  const values = { ...state.values }
  const versions = { ...state.versions }
  const apply = (registers: Registers | undefined, manner: Manner) => {
    if (registers === undefined) return
    const version = versionOf(event, manner)
    for (const [name, said] of Object.entries(registers)) {
      if (said === undefined) continue
      const value = bounded(resolved(said, occurredAt))
      if (!isLater(version, value, versions[name], values[name])) continue
      versions[name] = version
      if (value === null) delete values[name]
      else values[name] = value
    }
  }
  const { defaults, fallbacks, context, sets, redacts, delivery } = event
  apply({ updatedAt: occurredAt }, 'time')
  apply(defaults, 'default')
  apply(fallbacks, 'passing')
  if (!event.isDated) apply(context, 'passing')
  apply({ brand: delivery.brand, ...(event.isDated ? overlaid(context, sets) : sets) }, 'purpose')
  apply(redacts, 'redaction')
  const startedAt =
    state.startedAt === undefined || occurredAt < state.startedAt ? occurredAt : state.startedAt
  return { ...state, values, versions, cut: cutKinds(state.cut, values, versions), startedAt }
}

/** What an event says itself counts before what surrounds it. */
function overlaid(context: Registers | undefined, sets: Registers | undefined): Registers {
  const said = Object.entries(sets ?? {}).filter(([, value]) => value !== undefined)
  return { ...context, ...Object.fromEntries(said) }
}

/** Of two values with one version, a value beats none, then the longer in exact form the shorter, then the greater. */
function isLater(
  version: string,
  value: Json,
  current: string | undefined,
  currentValue: Json = null,
): boolean {
  if (current === undefined || version > current) return true
  if (version < current || value === null) return false
  if (currentValue === null) return true
  const [own, other] = [exactForm(value), exactForm(currentValue)]
  return own.length === other.length ? own > other : own.length > other.length
}

/**
 * Leaves of every kind the registers that are greatest by version and name, removals among them.
 *
 * @returns the kinds of which some were left out, now or before
 */
function cutKinds(
  cut: readonly string[],
  values: Record<string, Json>,
  versions: Record<string, string>,
): readonly string[] {
  const names = Object.keys(versions).filter((name) => name.includes('.'))
  if (names.length <= bounds.registersOfKind) return cut
  const kinds = new Set(cut)
  for (const [kind, ofKind] of Map.groupBy(names, kindOf)) {
    if (ofKind.length <= bounds.registersOfKind) continue
    kinds.add(kind)
    const rank = (name: string) => `${versions[name]}\n${name}`
    ofKind.sort((a, b) => (rank(a) > rank(b) ? -1 : 1))
    for (const name of ofKind.slice(bounds.registersOfKind)) {
      delete versions[name]
      delete values[name]
    }
  }
  return [...kinds].sort()
}

function kindOf(name: string): string {
  return name.slice(0, name.indexOf('.'))
}
