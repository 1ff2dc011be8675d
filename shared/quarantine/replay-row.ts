import { randomUUID } from 'node:crypto'
import type { JsonObject } from '../commbox/json.ts'
import { getItem, type Key, type Table } from '../dynamodb/database.ts'
import { decodeDelivery, type Quarantined } from '../events/delivery.ts'
import type { Bodies } from '../events/large-bodies.ts'
import { deliveryMessage } from '../ingest/handler.ts'
import type { Address } from '../ingest/identify.ts'
import type { Pipeline } from '../runtime/names.ts'
import { claim, isReplayed, keep, release, settle } from './claim.ts'
import { quarantinedIn, type Replay, replay, type Why } from './replay.ts'

export type ReplayParts = {
  table: Table
  bodies: Bodies
  /** Resolves once the message is in the pipeline's queue. */
  send(pipeline: Pipeline, message: string): Promise<void>
  now(): Date
}

/** The result of replaying a row. */
export type Replayed =
  | { result: 'sent'; to: string }
  /** Its delivery still cannot be stored. */
  | { result: 'quarantined'; why: Why }
  /** It was sent, and the consumer put it into quarantine again. */
  | { result: 'returned' }
  /** Somebody else replayed it meanwhile, or it expired. */
  | { result: 'gone' }
  | { result: 'failed'; error: unknown }

export type ReplayOptions = Address & {
  /** Whether to send a row again that was replayed before. */
  isAgain: boolean
  /** Whether to write nothing, and only return what would be done. */
  isDry: boolean
}

/** Reprocesses the delivery of a row: identifies it again and sends it to its queue. Never rejects. */
export async function replayRow(parts: ReplayParts, key: Key, options: ReplayOptions): Promise<Replayed> {
  try {
    const row = await getItem(parts.table, key)
    const quarantined = row && quarantinedIn(row)
    if (row === undefined || (isReplayed(row) && !options.isAgain)) return { result: 'gone' }
    if (quarantined === undefined) throw new Error('the row is not a quarantined delivery')
    const whole = await withBody(quarantined, parts.bodies)
    if (whole === undefined) return { result: 'gone' }
    const outcome = replay(whole, options)
    if (outcome.kind === 'quarantined') {
      if (!options.isDry) await keep(parts.table, key, outcome.why)
      return { result: 'quarantined', why: outcome.why }
    }
    if (options.isDry) return { result: 'sent', to: destination(outcome) }
    return await sendRow(parts, key, row, outcome, options.isAgain)
  } catch (error) {
    return { result: 'failed', error }
  }
}

/** Returns the delivery with its body, which can be in the bucket; undefined if it is gone. */
export async function withBody(
  quarantined: Quarantined,
  bodies: Pick<Bodies, 'get'>,
): Promise<Quarantined | undefined> {
  const { bodyKey } = quarantined
  const body = bodyKey === undefined ? quarantined.body : await bodies.get(bodyKey)
  return body === undefined ? undefined : { ...quarantined, body }
}

type Sendable = Exclude<Replay, { kind: 'quarantined' }>

async function sendRow(
  { table, bodies, send, now }: ReplayParts,
  key: Key,
  row: JsonObject,
  outcome: Sendable,
  isAgain: boolean,
): Promise<Replayed> {
  const token = randomUUID()
  if (!(await claim(table, key, now().toISOString(), token, isAgain))) return { result: 'gone' }
  try {
    if (outcome.kind === 'message') await send(outcome.pipeline, outcome.message)
    else
      for (const accepted of outcome.deliveries)
        await send(accepted.delivery.entity, await deliveryMessage(accepted, bodies))
  } catch (error) {
    // If this cannot be written either, the claim itself says that the delivery may not have been sent.
    await release(table, key, token, isReplayed(row) ? String(row.replayedAt) : undefined).catch(() => {})
    throw error
  }
  const isBack = !(await settle(table, key, token)) && (await isOpenAgain(table, key))
  return isBack ? { result: 'returned' } : { result: 'sent', to: destination(outcome) }
}

async function isOpenAgain(table: Table, key: Key): Promise<boolean> {
  const row = await getItem(table, key)
  return row !== undefined && row.replayedAt === undefined
}

/** Where a delivery goes, in words: `Object OnNew`. */
function destination(outcome: Sendable): string {
  const [delivery, ...more] =
    outcome.kind === 'accepted'
      ? outcome.deliveries.map((accepted) => accepted.delivery)
      : [decodeDelivery(outcome.message)]
  const parts = more.length > 0 ? `, in ${more.length + 1} parts` : ''
  return delivery ? `${delivery.entity} ${delivery.trigger}${parts}` : 'quarantine'
}
