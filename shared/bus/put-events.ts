import { bounded } from '../commbox/text.ts'
import type { BusEvent } from './bus-event.ts'

/** An entry of PutEvents. */
type Entry = { EventBusName: string; Source: string; DetailType: string; Detail: string }
type Detail = BusEvent['detail']

/** The source of every event on the bus, for rules. */
export const busSource = 'commbox-webhooks'

/** Source: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
const mostEntries = 10

/**
 * Bytes of one entry, and of all entries of a request: what AWS takes of an entry. An event without its payload is
 * smaller. Source:
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevent-size.html
 */
const largestRequest = 256 * 1024

/** Returns an entry of PutEvents. Of one that is too large the payload is left out, and then long texts are cut. */
export function entryOf({ detailType: DetailType, detail }: BusEvent, bus: string): Entry {
  const common = { EventBusName: bus, Source: busSource, DetailType }
  for (const form of [detail, withoutPayload(detail)]) {
    const entry = { ...common, Detail: JSON.stringify(form) }
    if (sizeOf(entry) <= largestRequest) return entry
  }
  return { ...common, Detail: JSON.stringify(withBoundedData(withoutPayload(detail))) }
}

function withoutPayload(detail: Detail): Detail {
  const { payload: _payload, ...data } = detail.data
  return { ...detail, data: { ...data, cut: true } }
}

function withBoundedData(detail: Detail): Detail {
  const members = Object.entries(detail.data).map(([name, value]) => [name, bounded(value)])
  return { ...detail, data: Object.fromEntries(members) }
}

function sizeOf({ Source, DetailType, Detail }: Entry): number {
  return Buffer.byteLength(Source) + Buffer.byteLength(DetailType) + Buffer.byteLength(Detail)
}

/** Splits entries into requests, in their order. */
export function requestsOf<Member extends { entry: Entry }>(members: readonly Member[]): Member[][] {
  const requests: Member[][] = []
  let free = 0
  for (const member of members) {
    const size = sizeOf(member.entry)
    const last = requests.at(-1)
    if (last === undefined || last.length === mostEntries || size > free) {
      requests.push([member])
      free = largestRequest - size
    } else {
      last.push(member)
      free -= size
    }
  }
  return requests
}
