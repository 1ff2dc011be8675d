/*
 * Versions order what events say of one thing. A version is a text that sorts as events follow each other: by
 * instant, then by the event's id, ids that begin with a number by that number. The shifts below are in versions
 * only: the times that are stored and shown stay as they are.
 */

/** Our clock starts later than CommBox's, whose times are whole seconds: within five seconds its own word wins. */
const undatedShift = -5000
/** What is said in passing yields to what is said on purpose at about that time. */
const passingShift = -60_000
/** A redaction counts at the end of its second: it comes after the message that it redacts. */
const redactionShift = 999

/** What a version is made of. */
export type Versioned = {
  /** ISO 8601 UTC with milliseconds. */
  occurredAt: string
  /** Whether that is CommBox's own time, and not that of the receipt. */
  isDated: boolean
  /** The event's id without its fingerprint. */
  versionId: string
}

/** How an event says something. */
export type Manner =
  /** On purpose. */
  | 'purpose'
  /** In passing: a minute earlier. */
  | 'passing'
  /** At the end of the event's second. */
  | 'redaction'
  /** Only while no event says anything on purpose or in passing. */
  | 'default'
  /** At the event's time, unshifted. */
  | 'time'

/** The version that an event gives to what it says in a manner. */
export function versionOf(event: Versioned, manner: Manner): string {
  const version = `${shifted(event, manner)}#${sortableId(event.versionId)}`
  return manner === 'default' ? `!${version}` : version
}

function shifted({ occurredAt, isDated }: Versioned, manner: Manner): string {
  if (manner === 'time') return occurredAt
  if (manner === 'redaction') return isDated ? later(occurredAt, redactionShift) : occurredAt
  const shift = (isDated ? 0 : undatedShift) + (manner === 'passing' ? passingShift : 0)
  return shift === 0 ? occurredAt : later(occurredAt, shift)
}

/** An instant so many milliseconds later. */
export function later(instant: string, milliseconds: number): string {
  return new Date(Date.parse(instant) + milliseconds).toISOString()
}

function sortableId(id: string): string {
  const digits = /^\d+$/.exec(id)?.[0]
  return digits === undefined ? `x${id}` : `n${String(digits.length).padStart(2, '0')}${id}`
}

/** A text that sorts the events of one thing as people read them: by time, then by id, ids that are numbers as such. */
export function eventOrder(occurredAt: string, eventId: string): string {
  const digits = /^\d+(?=\.|$)/.exec(eventId)?.[0]
  return `${occurredAt}#${digits === undefined ? sortableId(eventId) : sortableId(digits) + eventId}`
}

/** Every version that an event can have given to anything. */
export function versionsOf(event: Versioned): string[] {
  const manners: Manner[] = ['purpose', 'passing', 'redaction', 'default', 'time']
  return manners.map((manner) => versionOf(event, manner))
}

/** So far, in milliseconds, a version can lie from its event's time, to either side. */
export const furthestShift = 70_000
