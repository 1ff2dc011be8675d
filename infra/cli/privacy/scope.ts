import type { Entity } from '../../../shared/commbox/names.ts'
import type { Pipeline } from '../../../shared/runtime/names.ts'
import type { Matcher } from './matcher.ts'
import type { Person } from './person.ts'
import type { Role } from './place.ts'

/** A person, or conversations whatever takes part in them. */
export type Subject = { person: Person } | { objectIds: readonly string[] }

export type SearchOptions = {
  /** Whether everything is read, or only what the indexes name. */
  isFull: boolean
  /** How many items the tables have that are read whole, about. */
  sizes: ReadonlyMap<Pipeline, number>
  /** Shows how far it is. */
  show(text: string): void
  /** Says what could not be read. */
  warn(text: string): void
  /** Ends the search early: what was not read is not found. */
  signal: AbortSignal
}

/** What is known while a search goes on. */
export type Scope = {
  matcher: Matcher
  userIds: ReadonlySet<string>
  /** The conversations that were found, and what each is to the person. */
  roles: Map<string, Role>
}

/** The tables whose things are conversations. */
export const conversationEntities = ['Object', 'Satisfaction', 'Form', 'Chat'] as const satisfies Entity[]
