import { isObject, type Json, type JsonObject, parseJson } from '../../../shared/commbox/json.ts'
import type { Delivery } from '../../../shared/events/delivery.ts'
import { instant } from './clock.ts'

/*
 * A person among the others of a history: deliveries that carry this person's details and words.
 */

export const userId = '8800990011'
/** A conversation of only the person, and one that others take part in. */
export const ownId = '7009'
export const sharedId = '7002'

/** What must not be left of the person, in lower case: the word is in every text and every name. */
export const traces = ['zqxp', '972507654321', '50-765-4321']

/** By what the person is known. */
export const identifiers = {
  userIds: [userId],
  contacts: ['phone:972507654321', 'email:zqxp.dana@example.com'],
  uniqueIds: [],
  accounts: [],
}

/** Members that say nothing of a person: how tags and channels are called, agents, values of CommBox's. */
const others =
  /^(tagName|group_name|name|oldObjectStreamName|newObjectStreamName|GroupName|StreamProviderType|action|addedParticipantName|removedParticipantName|Type|Action)$/i

/** The delivery as one of the person, in the person's own conversation or in the shared one. */
export function ofPerson(delivery: Delivery, where: 'own' | 'shared'): Delivery {
  const { entity, deliveryId } = delivery
  const key = entity === 'User' ? userId : where === 'own' ? ownId : sharedId
  const payload = mapped(delivery.payload, '', key)
  const User = isObject(payload.User) ? payload.User : {}
  const isNamed = where === 'shared' || entity === 'Chat'
  return {
    ...delivery,
    deliveryId: `${where}-${deliveryId}`,
    payload: isNamed ? { ...payload, User: { ...User, Id: userId } } : payload,
  }
}

/** The delivery as CommBox would send it ten days later of what happened then. */
export function tenDaysLater(delivery: Delivery): Delivery {
  const text = JSON.stringify(delivery.payload)
    .replace(/(09|10)(-06-2024|T)/g, (_, day, rest) => `${Number(day) + 10}${rest}`)
    .replace(/(06\/|-06-)(09)/g, '$119')
  return {
    ...delivery,
    deliveryId: `later-${delivery.deliveryId}`,
    receivedAt: later(delivery.receivedAt, 10 * 86_400),
    ...(delivery.requestId ? { requestId: `later-${delivery.requestId}` } : {}),
    payload: { ...JSON.parse(text), later: '1' },
  }
}

/** The delivery as CommBox would send it again, so many seconds later. */
export function sentAgain(delivery: Delivery, seconds: number): Delivery {
  return {
    ...delivery,
    deliveryId: `again-${seconds}-${delivery.deliveryId}`,
    receivedAt: later(delivery.receivedAt, seconds),
  }
}

/** After every receipt of a history. */
export const erasedAt = instant(1400)

function later(time: string, seconds: number): string {
  return new Date(Date.parse(time) + seconds * 1000).toISOString()
}

function mapped(payload: JsonObject, holder: string, key: string): JsonObject {
  return Object.fromEntries(
    Object.entries(payload).map(([name, value]) => [name, changed(name, value, holder, key)]),
  )
}

function changed(name: string, value: Json, holder: string, key: string): Json {
  if (Array.isArray(value)) return value.map((each) => changed(name, each, holder, key))
  if (isObject(value)) return mapped(value, name, key)
  if (/^(7001|7002)$/.test(String(value))) return key
  if (name === 'Id' && holder === 'User') return userId
  if (typeof value !== 'string' || value === '') return value
  if (/^[{[]/.test(value)) return JSON.stringify(changed(name, parsed(value), holder, key))
  if (/^(Phone\d|StreamProviderId)$/.test(name)) return /\d/.test(value) ? '+972 50-765-4321' : value
  if (/email$/i.test(name)) return 'zqxp.Dana@example.com'
  const isWord = !/\d/.test(value) && !/^(true|false|maybe|soon)$/i.test(value)
  return isWord && !others.test(name) ? `${value}zqxp` : value
}

function parsed(text: string): Json {
  const value: unknown = parseJson(text)
  return Array.isArray(value) || isObject(value) ? (value as Json) : text
}
