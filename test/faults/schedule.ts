import { chance, picked } from './chance.ts'

/** A call of DynamoDB or SQS: the operation, such as `PutItem`, and the JSON of its request. */
export type Call = { operation: string; body: string }

/** What can be done to a call. Those named `…-after` come when the emulator has done what was asked. */
export const faults = [
  'throttled',
  'server-error',
  'cut',
  'cut-after',
  'server-error-after',
  'late-after',
  'part',
  'conflict',
  'refused',
] as const
export type Fault = (typeof faults)[number]

/** Decides about each call what is done to it, if anything. */
export type Schedule = (call: Call) => Fault | undefined

/** A schedule in force, and what came of it. */
export type Faults = {
  schedule: Schedule
  /** How often each fault was made; `real-conflict` counts those that the emulator itself reported. */
  made: Map<string, number>
  count(what: string): void
  /** Whether calls take as long as DynamoDB's: 5 ms, a batch 10 ms. */
  latency?: boolean
}

export function faultsBy(schedule: Schedule): Faults {
  const made = new Map<string, number>()
  return { schedule, made, count: (what) => void made.set(what, (made.get(what) ?? 0) + 1) }
}

/** Members of a payload, which no trigger reads, by which the fate of the item that holds them is known. */
export const marks = { failing: 'alwaysFailing', refused: 'alwaysRefused' } as const

/** DynamoDB never takes an item with that mark. Inside of a text, quotation marks are escaped. */
export const noFaults: Schedule = ({ operation, body }) =>
  isWrite(operation) && body.includes(`"${marks.refused}":`) ? 'refused' : undefined

/** A write of an item with that mark fails for as long as it is tried. */
export const markedFaults: Schedule = (call) => {
  const isFailing = isWrite(call.operation) && call.body.includes(`"${marks.failing}":`)
  return noFaults(call) ?? (isFailing ? 'server-error' : undefined)
}

function isWrite(operation: string): boolean {
  return operation === 'PutItem' || operation === 'BatchWriteItem'
}

/** In how many of its spells a call is in trouble, and for how many attempts on end. The SDK itself makes three. */
const troubled = (operation: string) => (operation === 'SendMessage' ? 0.08 : 0.1)
const spell = 8
const lengths = [1, 1, 2, 3, 4, 6] as const

/**
 * A schedule that follows from a seed and the calls only, but for the first fault of each kind. A call in trouble stays in it for a few attempts, so
 * that some troubles outlast the retries of the SDK, and some the retries of the code.
 */
export function seededSchedule(seed: number): Schedule {
  const attempts = new Map<string, number>()
  const owed = new Set<Fault>(faults)
  return (call) => {
    const marked = markedFaults(call)
    if (marked) return marked
    // Each fault happens to the first call that it can happen to, so that no seed leaves one out.
    const first = faultsOf(call).find((fault) => owed.delete(fault))
    if (first) return first
    const name = `${call.operation} ${call.body}`
    const attempt = attempts.get(name) ?? 0
    attempts.set(name, attempt + 1)
    const number = Math.floor(attempt / spell)
    if (chance(seed, 'trouble', name, number) >= troubled(call.operation)) return undefined
    if (attempt % spell >= picked(lengths, chance(seed, 'length', name, number))) return undefined
    return picked(faultsOf(call), chance(seed, 'fault', name, attempt))
  }
}

const always = ['throttled', 'throttled', 'server-error', 'cut', 'cut'] as const
const after = ['cut-after', 'cut-after', 'cut-after', 'server-error-after', 'server-error-after'] as const
const whereWritten = [...always, ...after, 'late-after'] as const

function faultsOf({ operation, body }: Call): readonly [Fault, ...Fault[]] {
  switch (operation) {
    case 'BatchGetItem':
      return [...always, 'part', 'part', 'part', 'part', 'part']
    case 'BatchWriteItem':
      return [...whereWritten, 'part', 'part', 'part', 'part', 'part', 'part']
    case 'PutItem':
      return isLocked(body) ? [...whereWritten, 'conflict', 'conflict', 'conflict'] : whereWritten
    case 'DeleteItem':
    case 'SendMessage':
      return whereWritten
    default:
      return always
  }
}

/**
 * Whether the write is made on the condition that the item is still the one that was read. There, a conflict that
 * is not one costs another round. A conflict with `no item there` or `the item there is older` is an
 * answer, and a database that gave it wrongly could not be helped.
 */
function isLocked(body: string): boolean {
  return /"ConditionExpression":"(revision|occurredAt) = /.test(body)
}
