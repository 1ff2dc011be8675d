import { GetObjectCommand, type ObjectVersion } from '@aws-sdk/client-s3'
import { isObject, type JsonObject, parseJson } from '../../../shared/commbox/json.ts'
import { entities } from '../../../shared/commbox/names.ts'
import { elementsOf } from '../../../shared/commbox/values.ts'
import { definitions } from '../../../shared/entities/registry.ts'
import { type ElementList, has } from '../../../shared/entities/trigger.ts'
import { subjectIds } from '../../../shared/quarantine/ids.ts'
import { inOrder } from '../../../shared/runtime/in-order.ts'
import { versionPages } from '../../../shared/store/bucket.ts'
import { about } from './about.ts'
import type { BodyPlace, Found } from './place.ts'
import type { Scope, SearchOptions } from './scope.ts'
import type { Stores } from './stores.ts'

const concurrency = 8

/**
 * Finds large bodies, with their old versions. All of the bucket is read, also what no item names any more; in a search
 * by indexes only the bodies that `named` items have.
 */
export async function* bodiesOf(
  stores: Stores,
  scope: Scope,
  { isFull, show, signal }: SearchOptions,
  named: ReadonlySet<string>,
): AsyncGenerator<Found> {
  const prefixes = isFull ? [''] : [...named]
  let read = 0
  for (const prefix of prefixes)
    for await (const versions of versionPages(stores.s3, stores.deployment.bucketName(), prefix)) {
      const wanted = versions.filter(({ Key = '' }) => isFull || named.has(Key))
      const texts = inOrder(wanted, concurrency, (version) => textOf(stores, version), signal)
      for await (const [version, text] of texts) {
        read += 1
        show(`Large bodies: ${read} read`)
        const place = text === undefined ? undefined : placeOf(version, text, scope)
        if (place && text !== undefined) yield { place, text }
      }
    }
}

/** Reads a version of a body; undefined if it is gone meanwhile. */
async function textOf({ s3, deployment }: Stores, { Key, VersionId }: ObjectVersion) {
  const Bucket = deployment.bucketName()
  // A bucket without versioning calls its only version null.
  const version = VersionId === undefined || VersionId === 'null' ? {} : { VersionId }
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, ...version }))
    return await Body?.transformToString('utf-8')
  } catch (error) {
    if (error instanceof Error && /^NoSuch(Key|Version)$/.test(error.name)) return undefined
    throw error
  }
}

function placeOf(version: ObjectVersion, text: string, scope: Scope): BodyPlace | undefined {
  const { Key = '', VersionId = 'null', IsLatest = true, LastModified = new Date(0) } = version
  const entity = entities.find((name) => Key.startsWith(`${name}/`))
  // The body of an entity is the payload; what was received is in its envelope.
  const body = entity ? `{"payload":${text}}` : text
  const found = about(text, subjectIds({ path: Key, entity, body }), scope)
  if (found === undefined) return undefined
  const elements = found.role === 'own' ? undefined : matchedElements(text, scope)
  return {
    store: 'bucket',
    key: Key,
    versionId: VersionId,
    isLatest: IsLatest,
    writtenAt: LastModified.toISOString(),
    ...found,
    ...(elements ? { elements } : {}),
  }
}

/** Which elements of a body's list name the person; undefined if it has no list, or what is around it does too. */
function matchedElements(text: string, { matcher }: Scope): number[] | undefined {
  const { around, elements } = listIn(text)
  if (elements === undefined || matcher(JSON.stringify(around)).length > 0) return undefined
  return elements.flatMap((element, place) => (matcher(JSON.stringify(element)).length > 0 ? [place] : []))
}

/** The list in a payload of which each element is an event, if it has one, and what is around it. */
export function listIn(text: string): { around: JsonObject; elements?: JsonObject[]; list?: ElementList } {
  const payload = parsed(text)
  const list = entities
    .flatMap((entity) => Object.values(definitions[entity].triggers))
    .find((trigger) => trigger.list && has(payload, trigger.list.holder))?.list
  if (list === undefined) return { around: payload }
  const { [list.holder]: holder, ...around } = payload
  return { around, elements: elementsOf(holder, list.name), list }
}

function parsed(text: string): JsonObject {
  try {
    const value = parseJson(text)
    return isObject(value) ? value : {}
  } catch {
    return {}
  }
}
