import type { Deployment } from '../../../deployment/outputs-file.ts'
import type { Consent } from '../../arguments/consent.ts'
import { CommandError } from '../../errors.ts'
import { interruptible } from '../../long-running/interruptible.ts'
import { counted } from '../../terminal/count.ts'
import { type Io, progress } from '../../terminal/io.ts'
import { printJson } from '../../terminal/json.ts'
import { printTable } from '../../terminal/table.ts'
import { untilConsumersEnded } from '../../withdraw/wait.ts'
import { rowsOf } from '../find.ts'
import { matcherOf } from '../matcher.ts'
import type { Place } from '../place.ts'
import { announceSearch, checkIsOne, subjectOf } from '../run.ts'
import type { Scope, Subject } from '../search.ts'
import { type Stores, withStores } from '../stores.ts'
import type { Query } from '../subject.ts'
import { erase } from './erase.ts'
import { placesOf } from './left.ts'
import { type Plan, planOf, textsPlan } from './plan.ts'
import { writeReport } from './report.ts'

export type EraseOptions = {
  scan: boolean
  whole?: true
  /** Blank only the texts of conversations, up to this time: ISO 8601 UTC. */
  textsBefore?: string
  request?: string
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
  await withStores(deployment, async (stores) => {
    const subject = await subjectOf(stores, query, io)
    checkIsOne(query, subject)
    const sizes = options.scan ? await announceSearch(stores, subject, io) : new Map()
    const line = progress(io)
    await interruptible(io, async ({ signal }) => {
      const searching = { isFull: options.scan, sizes, show: line.show, warn: io.err, signal }
      const { textsBefore } = options
      const found = await placesOf(stores, subject, searching)
      const before = textsBefore === undefined ? found : found.filter(isText)
      checkAborted(signal)
      line.clear()
      if (!options.json) {
        io.out(`Found: ${counted(before.length, 'place')}`)
        if (before.length > 0) await printTable(io, ['Where', 'What', 'Whose', 'Count'], rowsOf(before))
      }
      if (options.consent === undefined)
        return options.json ? printJson(io, [{ found: before.length }]) : undefined
      await options.consent(
        'Erase this? It cannot be undone, and what was received before is not stored again.',
      )
      const now = io.now().toISOString()
      const at = textsBefore !== undefined && textsBefore < now ? textsBefore : now
      const scope = scopeOf(stores, subject)
      const plan =
        textsBefore === undefined
          ? planOf(subject, found, scope.matcher, options.whole === true)
          : textsPlan(subject)
      for (const [objectId, role] of plan.roles) scope.roles.set(objectId, role)
      const erased = await erase(stores, {
        places: found,
        plan,
        scope,
        at,
        erased: textsBefore === undefined ? { all: at } : { texts: at },
        searching: { ...searching, isFull: options.scan && textsBefore === undefined },
        untilConsumersEnded: () => untilConsumersEnded(io, signal),
      })
      checkAborted(signal)
      const after = textsBefore === undefined ? await leftOf(stores, subject, plan, searching, at) : []
      line.clear()
      const { request, output, recheck, scan } = options
      const files = await writeReport(output, {
        request,
        scope: scopeText(subject, options),
        stack: deployment.stackName,
        erasedAt: at,
        isComplete: scan,
        before,
        after,
        erased,
        recheck: `${recheck} --erased-at ${at}`,
      })
      if (options.json) printJson(io, [{ found: before.length, ...erased, left: after.length, files }])
      else io.out(`Erased. Report: ${files.join(' and ')}`)
      if (after.length > 0)
        throw new CommandError(`${counted(after.length, 'place')} left: run the same command again`)
    }).finally(line.clear)
  })
}

/** Prints what is left of what was erased. @throws CommandError if there is anything */
export async function checkErased(
  deployment: Deployment,
  query: Query,
  { scan, erasedAt, json }: { scan: boolean; erasedAt: string; json: true | undefined },
  io: Io,
): Promise<void> {
  await withStores(deployment, async (stores) => {
    const subject = await subjectOf(stores, query, io)
    const sizes = scan ? await announceSearch(stores, subject, io) : new Map()
    const line = progress(io)
    await interruptible(io, async ({ signal }) => {
      const left = await placesOf(
        stores,
        subject,
        { isFull: scan, sizes, show: line.show, warn: io.err, signal },
        erasedAt,
      )
      checkAborted(signal)
      line.clear()
      if (json) printJson(io, left)
      if (left.length === 0) return json ? undefined : io.out('Nothing is left')
      if (!json) await printTable(io, ['Where', 'What', 'Whose', 'Count'], rowsOf(left))
      throw new CommandError(`${counted(left.length, 'place')} left`)
    }).finally(line.clear)
  })
}

function checkAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new CommandError('interrupted: run the same command to resume')
}

function isText(place: Place): boolean {
  return place.store === 'table' && place.pipeline === 'Object' && place.kind === 'event'
}

function scopeOf({ deployment }: Stores, subject: Subject): Scope {
  const person = 'person' in subject ? subject.person : undefined
  return {
    matcher: person ? matcherOf(person, deployment.defaultCountryCode) : () => [],
    userIds: new Set(person?.userIds),
    roles: new Map(),
  }
}

/** What is left of the subject, and of conversations that were erased whole, whoever took part in them. */
async function leftOf(
  stores: Stores,
  subject: Subject,
  plan: Plan,
  searching: Parameters<typeof placesOf>[2],
  at: string,
): Promise<Place[]> {
  const left = await placesOf(stores, subject, searching, at)
  const whole = plan.things.filter(({ entity, scope }) => entity === 'Object' && scope.kind === 'all')
  const objectIds = whole.map(({ key }) => key)
  if (objectIds.length === 0 || 'objectIds' in subject) return left
  const others = await placesOf(stores, { objectIds }, { ...searching, isFull: false }, at)
  return [...new Map([...left, ...others].map((place) => [idOf(place), place])).values()]
}

function idOf(place: Place): string {
  if (place.store === 'table') return JSON.stringify([place.pipeline, place.key, place.record])
  return JSON.stringify(
    place.store === 'bucket' ? [place.key, place.versionId] : [place.pipeline, place.messageId],
  )
}

function scopeText(subject: Subject, { textsBefore, whole }: EraseOptions): string {
  if (textsBefore !== undefined) return 'the texts of a conversation'
  if ('objectIds' in subject) return counted(subject.objectIds.length, 'conversation')
  return whole
    ? 'a person, conversations with others whole'
    : 'a person, of conversations with others their part'
}
