import { isDeepStrictEqual } from 'node:util'
import * as v from 'valibot'
import { isObject, type Json, type JsonObject } from '../commbox/json.ts'
import { type Entity, entities, findByName } from '../commbox/names.ts'
import { id } from '../commbox/values.ts'
import { definitions } from '../entities/registry.ts'
import type { Trigger } from '../entities/trigger.ts'
import { decodeDelivery, type Quarantined } from '../events/delivery.ts'
import { objectIn } from '../ingest/body.ts'
import { openEnvelope } from '../ingest/envelope.ts'
import * as otherBodies from '../ingest/other-bodies.ts'
import { contradictions } from '../ingest/shape.ts'

/** By which things a quarantined delivery is found. */
export type SubjectIds = { objectId?: string; userId?: string }

/**
 * Reads the ids of the conversation and of the user from a body, if they are certain: a queue message, an envelope or a
 * URL names an entity that can have sent it, or they are the same for every entity that can. Empty otherwise.
 */
export function subjectIds({
  path,
  entity,
  body,
  bodyEncoding,
}: Pick<Quarantined, 'path' | 'entity' | 'body' | 'bodyEncoding'>): SubjectIds {
  const message = path === '' ? decodeDelivery(body) : undefined
  if (message?.payload) return idsIn(message.payload, message.entity)
  const { raw } = otherBodies.decodeBody(body, bodyEncoding === 'base64')
  const decoded = objectIn(raw, { others: otherBodies })
  const named = findByName(entities, entity)
  const payload = 'object' in decoded ? openEnvelope(decoded.object)?.open(named).payload : undefined
  if (payload === undefined) return {}
  if (named && triggersOf(named, payload).length > 0) return idsIn(payload, named)
  const possible = entities.filter((each) =>
    triggersOf(each, payload).some((trigger) => 'drafts' in trigger.read(payload)),
  )
  const [ids = {}, ...others] = possible.map((each) => idsIn(payload, each))
  return others.every((other) => isDeepStrictEqual(other, ids)) ? ids : {}
}

/** The triggers of an entity that a payload does not contradict. */
function triggersOf(entity: Entity, payload: JsonObject): Trigger[] {
  const triggers = Object.values(definitions[entity].triggers)
  return triggers.filter((trigger) => contradictions(trigger, payload).length === 0)
}

function idsIn(payload: JsonObject, entity: Entity): SubjectIds {
  const objectId = readId(entity === 'Object' ? payload.Id : (payload.ObjectId ?? idIn(payload.Object)))
  const userId = readId(entity === 'User' ? payload.Id : idIn(payload.User))
  return { ...(objectId ? { objectId } : {}), ...(userId ? { userId } : {}) }
}

function idIn(part: Json | undefined): Json | undefined {
  return isObject(part) ? (part.Id ?? part.id) : undefined
}

function readId(value: Json | undefined): string | null | undefined {
  return v.parse(id, value)
}
