import { existsSync } from 'node:fs'
import type { Deployment } from '../../../deployment/outputs-file.ts'
import type { Consent } from '../../arguments/consent.ts'
import { CommandError } from '../../errors.ts'
import { counted } from '../../terminal/count.ts'
import type { Io } from '../../terminal/io.ts'
import { printJson } from '../../terminal/json.ts'
import { untilConsumersEnded } from '../../withdraw/wait.ts'
import { matcherOf } from '../matcher.ts'
import type { Found, Place } from '../place.ts'
import { checkIsOne, withSearch } from '../run.ts'
import type { Scope, SearchOptions, Subject } from '../scope.ts'
import type { Stores } from '../stores.ts'
import type { Query } from '../subject.ts'
import { printPlaces } from './check.ts'
import { erase } from './erase.ts'
import { isOfSubject, isTextUpTo, placesOf, unique } from './left.ts'
import { type Plan, planOf, textsPlan } from './plan.ts'
import { reportFiles, writeReport } from './report.ts'

export type EraseOptions = {
  scan: boolean
  whole: true | undefined
  /** Blank only the texts of conversations, up to this time: ISO 8601 UTC. */
  textsBefore: string | undefined
  request: string | undefined
  /** The names of the report's files, without their ending. */
  output: string
  /** The command that checks again, without names. */
  recheck: string
  /** Absent for a dry run. */
  consent: Consent | undefined
  json: true | undefined
}

/**
 * Erases what is stored about a person or conversations, checks that nothing is left, and writes a report.
 *
 * @throws CommandError if it was interrupted, or something is left; UsageError if several people can be meant
 */
export async function eraseSubject(
  deployment: Deployment,
  query: Query,
  options: EraseOptions,
  io: Io,
): Promise<void> {
  const { consent, json, output, scan, textsBefore } = options
  for (const file of reportFiles(output))
    if (existsSync(file)) throw new CommandError(`${file} exists already: name another file`)
  const search = { isFull: scan, check: checkIsOne }
  await withSearch(deployment, query, search, io, async (stores, subject, searching) => {
    const isWanted = (found: Found) =>
      textsBefore === undefined ? isOfSubject(found) : isTextUpTo(found, textsBefore)
    const before = await placesOf(stores, subject, searching, isWanted)
    if (!json) {
      io.out(`Found: ${counted(before.length, 'place')}`)
      await printPlaces(before, io)
    }
    if (consent === undefined) return json && printJson(io, [{ found: before.length }])
    await consent('Erase this? It cannot be undone, and what was received before is not stored again.')
    const { erased, after, at } = await eraseFound(stores, subject, before, options, searching, io)
    const { stackName: stack } = deployment
    const scope = scopeText(subject, options)
    const recheck = `${options.recheck} --erased-at ${at}`
    const { request } = options
    const report = { request, scope, stack, erasedAt: at, isComplete: scan, before, after, erased, recheck }
    const files = await writeReport(output, report)
    if (json) printJson(io, [{ found: before.length, ...erased, left: after.length, files }])
    else io.out(`Erased. Report: ${files.join(' and ')}`)
    if (after.length > 0)
      throw new CommandError(`${counted(after.length, 'place')} left: run the same command again`)
  })
}

/** @returns how much was erased, up to when, and what is left */
async function eraseFound(
  stores: Stores,
  subject: Subject,
  places: readonly Place[],
  { textsBefore, whole, scan }: EraseOptions,
  searching: SearchOptions,
  io: Io,
) {
  const now = io.now().toISOString()
  const at = textsBefore !== undefined && textsBefore < now ? textsBefore : now
  const scope = scopeOf(stores, subject)
  const plan =
    textsBefore === undefined ? planOf(subject, places, scope.matcher, whole === true) : textsPlan(subject)
  for (const [objectId, role] of plan.roles) scope.roles.set(objectId, role)
  const erased = await erase(stores, {
    places,
    plan,
    scope,
    at,
    erased: textsBefore === undefined ? { all: at } : { texts: at },
    searching: { ...searching, isFull: scan && textsBefore === undefined },
    untilConsumersEnded: () => untilConsumersEnded(io, searching.signal),
  })
  const isLeft = (found: Found) =>
    textsBefore === undefined ? isOfSubject(found, at) : isTextUpTo(found, at)
  return { erased, at, after: await leftOf(stores, subject, plan, searching, isLeft) }
}

function scopeOf({ deployment }: Stores, subject: Subject): Scope {
  const person = 'person' in subject ? subject.person : undefined
  return {
    matcher: person ? matcherOf(person, deployment.defaultCountryCode) : () => [],
    userIds: new Set(person?.userIds),
    roles: new Map(),
  }
}

/** What is left of the subject, and of conversations that were erased whole, no matter who took part in them. */
async function leftOf(
  stores: Stores,
  subject: Subject,
  { things }: Plan,
  searching: SearchOptions,
  isLeft: (found: Found) => boolean,
): Promise<Place[]> {
  const left = await placesOf(stores, subject, searching, isLeft)
  const whole = things.filter(({ entity, scope }) => entity === 'Object' && scope.kind === 'all')
  const objectIds = whole.map(({ key }) => key)
  if (objectIds.length === 0 || 'objectIds' in subject) return left
  const others = await placesOf(stores, { objectIds }, { ...searching, isFull: false }, isLeft)
  return unique([...left, ...others])
}

function scopeText(subject: Subject, { textsBefore, whole }: EraseOptions): string {
  if (textsBefore !== undefined) return 'the texts of a conversation'
  if ('objectIds' in subject) return counted(subject.objectIds.length, 'conversation')
  return whole
    ? 'a person, conversations with others whole'
    : 'a person, of conversations with others their part'
}
