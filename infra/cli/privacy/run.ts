import { type Pipeline, pipelines } from '../../../shared/runtime/names.ts'
import type { Deployment } from '../../deployment/outputs-file.ts'
import { CommandError, UsageError } from '../errors.ts'
import { interruptible } from '../long-running/interruptible.ts'
import { announceScan } from '../long-running/scan-cost.ts'
import { counted } from '../terminal/count.ts'
import { type Io, progress } from '../terminal/io.ts'
import { findPerson, type Person } from './person.ts'
import type { Found } from './place.ts'
import type { SearchOptions, Subject } from './scope.ts'
import { search } from './search.ts'
import { type Stores, withStores } from './stores.ts'
import type { Query } from './subject.ts'

/** Work with the stores in which somebody is searched for. */
type Searching<Result> = (stores: Stores, subject: Subject, options: SearchOptions) => Promise<Result>

/**
 * Finds out who is meant, says what a search costs, and runs `work`, which Ctrl-C interrupts and which shows how far it
 * is.
 *
 * @param check throws if the work must not be done for who was found
 */
export async function withSearch<Result>(
  deployment: Deployment,
  query: Query,
  { isFull, check = () => {} }: { isFull: boolean; check?: typeof checkIsOne | undefined },
  io: Io,
  work: Searching<Result>,
): Promise<Result> {
  return withStores(deployment, async (stores) => {
    const subject = await subjectOf(stores, query, io)
    check(query, subject)
    const sizes = isFull ? await announceSearch(stores, subject, io) : new Map()
    if (!isFull) io.err('Not everything is read: what no index names is not found')
    const { show, clear } = progress(io)
    return interruptible(io, ({ signal }) =>
      work(stores, subject, { isFull, sizes, show, warn: io.err, signal }),
    ).finally(clear)
  })
}

/**
 * Searches a deployment, says before what that costs, and shows how far it is.
 *
 * @param take is given each place with what is there, one after the other
 * @param check throws if the search must not be made for who was found
 * @returns who was searched for
 * @throws CommandError if it was interrupted
 */
export function searchFor(
  deployment: Deployment,
  query: Query,
  isFull: boolean,
  io: Io,
  take: (found: Found, stores: Stores, subject: Subject) => Promise<void>,
  check?: typeof checkIsOne,
): Promise<Subject> {
  return withSearch(deployment, query, { isFull, check }, io, async (stores, subject, options) => {
    for await (const found of search(stores, subject, options)) await take(found, stores, subject)
    if (options.signal.aborted) throw new CommandError('interrupted: not everything was read')
    return subject
  })
}

/** Finds out who is meant, and says by how much more than what was typed. */
async function subjectOf(stores: Stores, query: Query, io: Io): Promise<Subject> {
  if ('objectIds' in query) return query
  const person = await findPerson(stores, query.person)
  for (const line of linesOf(person)) io.err(line)
  return { person }
}

function linesOf({ userIds, contacts, uniqueIds, accounts, ambiguous }: Person): string[] {
  const known = [
    counted(contacts.length, 'number or address', 'numbers and addresses'),
    counted(uniqueIds.length, 'unique id'),
    counted(accounts.length, 'account'),
  ]
  return [
    `Searched for: ${userIds.length === 1 ? 'user' : 'users'} ${userIds.join(', ') || 'unknown'}; ${known.join(', ')}`,
    ...(userIds.length > 1 ? ['Several users have or had what was passed: they may be several people'] : []),
    ...(ambiguous.length > 0
      ? [
          `${counted(ambiguous.length, 'number or address', 'numbers and addresses')} of these also another user has or had: not searched for unless it was passed`,
        ]
      : []),
  ]
}

/** @throws UsageError if several users are meant, and not each was passed by id: they may be several people */
export function checkIsOne(query: Query, subject: Subject): void {
  if (!('person' in query && 'person' in subject)) return
  const { userIds } = subject.person
  const unnamed = userIds.filter((id) => !query.person.userIds.includes(id))
  if (unnamed.length > 0 && userIds.length > 1)
    throw new UsageError(`several users are meant: pass --user for each of them who is this person`)
}

/** Says what is going to be read, and for how much. @returns how many items the tables have */
export function announceSearch(
  { databaseOf, deployment }: Stores,
  subject: Subject,
  io: Io,
): Promise<Map<Pipeline, number>> {
  const of = 'person' in subject ? pipelines : (['Quarantine'] as const)
  const scan = { of, isConsistent: true, more: ' and all large bodies' }
  return announceScan(databaseOf('Object').client, deployment, scan, io)
}
