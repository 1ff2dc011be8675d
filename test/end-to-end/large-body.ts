import { describe, expect, test } from 'vitest'
import { post, type Receiver } from './receiver.ts'

/** Tests a body above 128 KiB, from HTTP to the bucket and the table. */
export function largeBodyIsStored(receiver: () => Receiver): void {
  describe('a body that is too large for a queue', () => {
    test('is in the bucket, and its event has its key', async () => {
      const Message = 'שלום 😀 '.repeat(40_000)
      const payload = {
        Id: '4999',
        Message,
        Content: { languages: { Item1: 'he', Item2: '49991' } },
        CreateDate: '09-06-2024 07:28:47',
      }
      const response = await post(receiver(), 'object/on-new-child', Buffer.from(JSON.stringify({ payload })))
      expect(response.status).toBe(200)
      await receiver().drained()
      const event = (await receiver().tables.items('Object')).find(
        ({ objectId, record }) => objectId === '4999' && String(record).startsWith('event#'),
      )
      expect(event?.payload).toBeUndefined()
      const excerpt = String(event?.text)
      expect(Message.startsWith(excerpt.slice(0, -1))).toBe(true)
      expect(excerpt.endsWith('…')).toBe(true)
      // At most 2,000 bytes, and no character more would fit.
      expect(Buffer.byteLength(excerpt)).toBeGreaterThan(2000 - 4)
      expect(Buffer.byteLength(excerpt)).toBeLessThanOrEqual(2000)
      expect(JSON.parse(await receiver().tables.body(String(event?.payloadKey)))).toEqual(payload)
    })
  })
}
