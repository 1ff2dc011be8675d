import { expect } from 'vitest'
import type { Entity } from '../../../shared/commbox/names.ts'
import { type Delivery, encodeMessage } from '../../../shared/events/delivery.ts'
import { entityConsumer } from '../../../shared/store/consumer.ts'
import { withdraw } from '../../../shared/store/withdraw.ts'
import type { EmulatedTables } from '../../emulated-tables.ts'
import { sqsRecord } from '../../sqs-record.ts'
import type { Withdrawal } from './withdrawal.ts'

/** A withdrawal, and the batches after which it is made: its events are stored then. */
export type DueWithdrawal = Withdrawal & { after: ReadonlySet<readonly Delivery[]> }

/** Has consumers work off batches side by side, and withdraws events meanwhile, each withdrawal when it is due. */
export async function consume(
  emulated: EmulatedTables,
  entity: Entity,
  batches: readonly (readonly Delivery[])[],
  { consumers, withdrawals }: { consumers: number; withdrawals: readonly DueWithdrawal[] },
): Promise<void> {
  const table = emulated.database(entity)
  const take = entityConsumer({ entity, table, quarantine: emulated.database('Quarantine'), log: () => {} })
  const waiting = [...batches]
  const done = new Set<readonly Delivery[]>()
  const inWork = new Set<Promise<unknown>>()
  const left = new Set(withdrawals)

  async function work(): Promise<void> {
    for (let batch = waiting.shift(); batch !== undefined; batch = waiting.shift()) {
      const Records = batch.map((delivery, index) => sqsRecord(encodeMessage(delivery), `m${index}`))
      const taking = take({ Records })
      inWork.add(taking)
      expect((await taking).batchItemFailures).toEqual([])
      inWork.delete(taking)
      done.add(batch)
      for (const due of left) {
        if (!due.after.isSubsetOf(done)) continue
        left.delete(due)
        await withdrawNow(due)
      }
    }
  }

  async function withdrawNow({ eventIds }: Withdrawal): Promise<void> {
    for (const [key, ids] of eventIds) {
      await withdraw(table, entity, key, ids, {
        now: '2024-06-10T00:00:00.000Z',
        reason: 'withdrawn',
        // A consumer that has read before has ended after its time-out.
        wait: async () => {
          await Promise.all(inWork)
        },
      })
    }
  }

  await Promise.all(Array.from({ length: consumers }, work))
  expect(left.size).toBe(0)
}
