import { DeleteObjectCommand } from '@aws-sdk/client-s3'
import { requestsAtOnce } from '../../../../shared/dynamodb/database.ts'
import { definitions } from '../../../../shared/entities/registry.ts'
import { hasTexts, withSkeletonsAt } from '../../../../shared/entities/skeleton.ts'
import { decodeDelivery, decodeQuarantined } from '../../../../shared/events/delivery.ts'
import type { Erased } from '../../../../shared/events/register.ts'
import { subjectIds } from '../../../../shared/quarantine/ids.ts'
import { all } from '../../../../shared/runtime/in-order.ts'
import { eraseThing } from '../../../../shared/store/erase.ts'
import { markErased } from '../../../../shared/store/mark-erased.ts'
import { about } from '../about.ts'
import { bodiesOf, listIn } from '../bodies.ts'
import type { BodyPlace, Place } from '../place.ts'
import type { Scope, SearchOptions } from '../scope.ts'
import type { Stores } from '../stores.ts'
import { eraseMessages } from './messages.ts'
import type { Plan } from './plan.ts'
import { eraseRow } from './quarantine.ts'

/** So many things are erased at once. */
const thingsAtOnce = 8

export type EraseParts = {
  /** What was found. */
  places: readonly Place[]
  plan: Plan
  scope: Scope
  /** Up to when, ISO 8601 UTC. */
  at: string
  /** What the states say. */
  erased: Erased
  searching: SearchOptions
  /** Resolves when every consumer that is running has ended. */
  untilConsumersEnded(): Promise<void>
}

/**
 * Erases what a plan says: says so in the states, waits until no consumer stores what it read before, and then removes
 * it from every store. What is interrupted continues when it is called again.
 *
 * @returns how much was erased, by what it is
 */
export async function erase(stores: Stores, parts: EraseParts): Promise<Record<string, number>> {
  const { places, plan, scope, at, erased, searching } = parts
  const { bodies } = stores.databaseOf('Object')
  await all(plan.marked, requestsAtOnce, ({ entity, key }) =>
    markErased(stores.databaseOf(entity), entity, key, erased),
  )
  await parts.untilConsumersEnded()
  const counts = { events: 0, 'large bodies': 0, rows: 0, messages: 0, 'versions of bodies': 0 }
  const isUpTo = (receivedAt = '') => receivedAt <= at
  counts.messages = await eraseMessages(stores, (body) => {
    const quarantined = decodeQuarantined(body)
    const delivery = quarantined ? undefined : decodeDelivery(body)
    const ids = subjectIds(quarantined ?? { path: '', body })
    if (!isUpTo((quarantined ?? delivery)?.receivedAt) || about(body, ids, scope) === undefined) return false
    // Without a text there is nothing to blank.
    if (erased.all !== undefined || !delivery?.payload) return true
    return hasTexts(delivery.payload, definitions[delivery.entity].triggers[delivery.trigger]?.list)
  })
  for (const place of places) {
    if (place.store !== 'table' || place.pipeline !== 'Quarantine' || !isUpTo(place.record)) continue
    await eraseRow(stores, place, at)
    counts.rows += 1
  }
  let done = 0
  const eraseAll = (things: Plan['things']) =>
    all(things, thingsAtOnce, async ({ entity, key, scope: ofThing }) => {
      if (searching.signal.aborted) return
      const { events, bodies: changed } = await eraseThing(stores.databaseOf(entity), entity, key, {
        scope: ofThing,
        at,
      })
      counts.events += events
      counts['large bodies'] += changed
      done += 1
      searching.show(`${done} of ${plan.things.length} things erased`)
    })
  await eraseAll(plan.things.filter(({ entity }) => entity !== 'User'))
  if (searching.isFull)
    for await (const found of bodiesOf(stores, scope, searching, new Set())) {
      if (found.place.store !== 'bucket' || !('text' in found)) continue
      const { place, text } = found
      // What was written later is of later contact.
      if (place.writtenAt > at) continue
      const left = place.isLatest ? withoutElementsOf(place, text) : undefined
      if (left === undefined) await eraseVersion(stores, place)
      else {
        await bodies.put(place.key, left)
        await bodies.erase(place.key, 'former')
      }
      counts['versions of bodies'] += 1
    }
  // By the users the rest is found if this is interrupted.
  await eraseAll(plan.things.filter(({ entity }) => entity === 'User'))
  return counts
}

/** A body that other people share, with skeletons in place of the elements that matched; undefined if there are none. */
function withoutElementsOf({ elements }: BodyPlace, text: string): string | undefined {
  const { around, list, elements: all = [] } = listIn(text)
  if (elements === undefined || list === undefined || elements.length === all.length) return undefined
  const payload = { ...around, [list.holder]: { [list.name]: all } }
  return JSON.stringify(withSkeletonsAt(payload, list, new Set(elements), () => true))
}

/** Deletes one version of a body. One without versions is called null, as S3 does. */
async function eraseVersion({ s3, deployment }: Stores, { key: Key, versionId: VersionId }: BodyPlace) {
  await s3.send(new DeleteObjectCommand({ Bucket: deployment.bucketName(), Key, VersionId }))
}
