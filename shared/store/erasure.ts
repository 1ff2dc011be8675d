import { getItems } from '../dynamodb/batch.ts'
import type { Table } from '../dynamodb/database.ts'
import type { Erased, State } from '../events/register.ts'
import { erasedIn } from '../events/state.ts'
import { later } from '../events/version.ts'
import { userKey } from './erased.ts'
import { stateKey } from './states.ts'

/** What erasures reach of a thing, as a rebuild needs to know it. */
export type Erasure = {
  erased: Erased
  /** Whether an event that was erased can have given a version to an index item, or a contact item, of the thing. */
  reaches(version: string, kind: 'index' | 'contact'): boolean
  /** Whether a register that no stored event explains is of an erased event. */
  removes(name: string, version: string, value: unknown): boolean
}

/** Registers that hold what somebody wrote. */
const written = new Set([
  'lastMessageText',
  'summary',
  'description',
  'formUrl',
  'properties',
  'submissionContext',
])

/** Reads what was erased of a thing: as its states say, and of the users whom these name. */
export async function readErasure(database: Table, states: readonly State[]): Promise<Erasure> {
  const erased = latestErased(states.map((state) => state.erased ?? {}))
  const userIds = new Set(states.flatMap(usersOf))
  const stubs = await getItems(
    database,
    [...userIds].map((userId) => stateKey(userKey(userId))),
  )
  const users = new Map(
    [...stubs.values()].map((stub) => [
      String(stub[database.partitionKey]),
      erasedIn(stub).erased?.all ?? '',
    ]),
  )
  const ofUsers = [...users.values()].reduce(latest, '')
  const ofAll = erased.all ?? ''
  return {
    erased,
    reaches: (version, kind) => isUpTo(version, kind === 'contact' ? latest(ofAll, ofUsers) : ofAll),
    removes: (name, version, value) => {
      if (isUpTo(version, ofAll)) return true
      if (written.has(name)) return isUpTo(version, latest(erased.texts ?? '', ofUsers))
      const userId = userIn(name, value)
      return userId !== undefined && isUpTo(version, users.get(userKey(userId)) ?? '')
    },
  }
}

/** The times up to which most was erased. */
export function latestErased(all: readonly Erased[]): Erased {
  const [ofAll, texts] = (['all', 'texts'] as const).map((kind) =>
    all.map((erased) => erased[kind] ?? '').reduce(latest, ''),
  )
  return { ...(ofAll ? { all: ofAll } : {}), ...(texts ? { texts } : {}) }
}

function usersOf({ versions, values }: State): string[] {
  return Object.keys(versions).flatMap((name) => userIn(name, values[name]) ?? [])
}

/** The user whom a register is about: `customers.<id>.name`, `customerId`, `userId`. */
function userIn(name: string, value: unknown): string | undefined {
  const [kind, userId] = name.split('.')
  if (kind === 'customers') return userId
  return (name === 'customerId' || name === 'userId') && typeof value === 'string' ? value : undefined
}

/** Whether an event up to a time can have given a version. A redaction counts at the end of its second. */
function isUpTo(version: string, time: string): boolean {
  return time !== '' && version.replace(/^!/, '') < later(time, 1000)
}

function latest(one: string, other: string): string {
  return one > other ? one : other
}
