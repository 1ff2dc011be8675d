import type { JsonObject } from '../../../shared/commbox/json.ts'
import { later } from '../../../shared/events/version.ts'
import { first } from '../events-of.ts'

/** So many seconds after noon. */
export const time = (second: number) => later('2024-06-16T12:00:00.000Z', second * 1000)

/* Events of conversation 1 without times of their own, received at a second; one for each request. */
export const assigned = (second: number, requestId = 'a') => event('OnAssign', second, requestId)
export const unassigned = (second: number, requestId = 'u') => event('OnUnAssign', second, requestId)
export const tag = (second: number, requestId: string, Id = '77', Action = 'Add') =>
  event('OnUpdateTag', second, requestId, { Tags: { Tag: { Id, Action, Name: 'VIP' } } })

function event(trigger: string, second: number, requestId: string, payload: JsonObject = {}) {
  const receipt = { receivedAt: time(second), deliveryId: `d-${second}`, requestId }
  return first('Object', trigger, { Id: '1', ...payload }, receipt)
}

/** What remembers that an event was first received at a second, after it had been received at others. */
export function receiptsOf(
  { eventId }: { eventId: string },
  at: number,
  others: readonly number[],
  more: JsonObject = {},
): JsonObject[] {
  return [
    { objectId: '1', record: `receipt#${eventId}`, occurredAt: time(at), ...more },
    ...others.map((second) => ({ objectId: '1', record: `moved#${eventId}#${time(second)}` })),
  ]
}
