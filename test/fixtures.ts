import { readdirSync, readFileSync } from 'node:fs'
import { sep } from 'node:path'
import * as v from 'valibot'
import { brokenSamples, samples } from '../infra/webhooks/samples.ts'
import { type Entity, entities } from '../shared/commbox/names.ts'

/**
 * The deliveries of test/fixtures and what each must lead to. The format is described in test/fixtures/README.md.
 */

/** Means the time of receipt in an expectation: only the run knows it. */
export const receivedAt = '@receivedAt'

const attributes = v.record(v.string(), v.unknown())

const event = v.strictObject({
  key: v.string(),
  occurredAt: v.nullable(v.pipe(v.string(), v.isoTimestamp())),
  attributes,
})

const deliveryExpectation = v.strictObject({
  source: v.string(),
  url: v.string(),
  identity: v.picklist(['own', 'request', 'delivery']),
  entity: v.picklist(entities),
  trigger: v.string(),
  brand: v.exactOptional(v.string()),
  requestId: v.exactOptional(v.pipe(v.string(), v.uuid())),
  sameEventAs: v.exactOptional(v.string()),
  events: v.array(event),
  state: v.record(v.string(), attributes),
  finalState: v.exactOptional(v.record(v.string(), attributes)),
  payloadHolds: v.exactOptional(v.array(v.string())),
})
export type DeliveryExpectation = v.InferOutput<typeof deliveryExpectation>

const issue = v.strictObject({ path: v.string(), expected: v.string(), received: v.string() })

const refusal = v.strictObject({
  url: v.string(),
  method: v.exactOptional(v.string()),
  status: v.number(),
  reason: v.string(),
  kept: v.boolean(),
  issues: v.exactOptional(v.array(issue)),
  known: v.exactOptional(v.pipe(v.string(), v.transform(documentedNames))),
})
export type Refusal = v.InferOutput<typeof refusal>

/** One request: its body exactly as it is posted, and what must come of it. */
export type Fixture<Expected> = { name: string; body: Buffer; expected: Expected }

/** Every delivery that must be accepted, by path. A name is the path in `deliveries` without its ending. */
export function deliveries(): Fixture<DeliveryExpectation>[] {
  const posted = samples().map(({ source, url, ...rest }) => ({ ...rest, known: { source, url } }))
  return fixtures('deliveries', deliveryExpectation, posted)
}

/** The triggers of each entity that CommBox documents: those of which a delivery is shown. */
export function documentedTriggers(): Map<Entity, Set<string>> {
  const triggers = new Map<Entity, Set<string>>()
  for (const { expected } of deliveries()) {
    const { entity, trigger } = expected
    triggers.set(entity, (triggers.get(entity) ?? new Set()).add(trigger))
  }
  return triggers
}

/** The names that `@entities` and `@triggers:<entity>` stand for. */
function documentedNames(mark: string): string[] {
  const triggers = documentedTriggers()
  if (mark === '@entities') return [...triggers.keys()]
  const [, name] = /^@triggers:(\w+)$/.exec(mark) ?? []
  return [...(triggers.get(v.parse(v.picklist(entities), name)) ?? [])]
}

/** Every delivery that must be refused or quarantined, by path. */
export function malformed(): Fixture<Refusal>[] {
  const posted = brokenSamples().map(({ name, body, url }) => ({
    name: name.replace(/^malformed\//, ''),
    body,
    known: { url },
  }))
  return fixtures('malformed', refusal, posted)
}

/** The states of an entity's things by their keys. */
export type States = Record<string, Record<string, unknown>>

/**
 * Puts together the state of every key of every table once all deliveries have been posted, once each, in their order
 * here: of a key in one expectation its `state`, of a key in several the `finalState` in the last of them.
 *
 * @throws when the last of several has no `finalState` of the key, or any other expectation has one
 */
export function finalStates(): Map<Entity, States> {
  const all = deliveries()
  return new Map(
    entities.map((entity) => [
      entity,
      finalStatesOf(all.filter(({ expected }) => expected.entity === entity)),
    ]),
  )
}

function finalStatesOf(fixtures: readonly Fixture<DeliveryExpectation>[]): States {
  const states: States = {}
  const named = fixtures.flatMap(({ name, expected: { state, finalState = {} } }) =>
    Object.keys({ ...state, ...finalState }).map((key) => ({
      name,
      key,
      own: state[key],
      final: finalState[key],
    })),
  )
  for (const [key, ofKey] of Map.groupBy(named, (each) => each.key)) {
    const wrong = ofKey.find(({ final }, index) => {
      const isLastOfSeveral = index > 0 && index === ofKey.length - 1
      return (final !== undefined) !== isLastOfSeveral
    })
    if (wrong) throw new Error(`${wrong.name}: only the last of several has a final state of ${key}`)
    const last = ofKey.at(-1)
    states[key] = last?.final ?? last?.own ?? {}
  }
  return states
}

const ending = '.expected.json'

/** A body, and what is known of it beside its expectation. */
type Posted = { name: string; body: Uint8Array; known?: object }

/**
 * @param elsewhere bodies that the product has among its samples, of which the folder has the expectation only
 * @throws when a body has no expectation, an expectation no body, or one of them another shape
 */
function fixtures<Schema extends v.GenericSchema>(
  folder: string,
  schema: Schema,
  elsewhere: readonly Posted[],
) {
  const files = readdirSync(at(`${folder}/`), { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll(sep, '/'))
    .filter((file) => file.includes('.'))
  const here = files
    .filter((file) => !file.endsWith(ending))
    .map(
      (file): Posted => ({ name: file.replace(/\.\w+$/, ''), body: readFileSync(at(`${folder}/${file}`)) }),
    )
  const all = [...here, ...elsewhere].sort((one, other) => inCodeUnits(`${one.name}.`, `${other.name}.`))
  const names = all.map(({ name }) => name)
  const twice = names.filter((name, index) => names.indexOf(name) !== index)
  if (twice.length > 0) throw new Error(`Two bodies of ${twice.join(', ')}`)
  const orphans = files.filter(
    (file) => file.endsWith(ending) && !names.includes(file.slice(0, -ending.length)),
  )
  if (orphans.length > 0) throw new Error(`No body beside ${orphans.join(', ')}`)
  return all.map(({ name, body, known }): Fixture<v.InferOutput<Schema>> => {
    const expected = v.parse(schema, { ...known, ...json(`${folder}/${name}${ending}`) })
    return { name, body: Buffer.from(body), expected }
  })
}

/** The same order everywhere, whatever the locale. */
function inCodeUnits(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}

function json(path: string): object {
  return JSON.parse(readFileSync(at(path), 'utf8'))
}

function at(path: string): URL {
  return new URL(`./fixtures/${path}`, import.meta.url)
}
