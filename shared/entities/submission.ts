import type { EventDraft, Registers } from '../events/draft.ts'

/**
 * What belongs to one submission is set together by a delivery that says at least one part of it, so that the parts
 * of two never mix: what it does not say is cleared. A delivery that says none of it sets only the time, and that
 * only while no other delivery says more.
 *
 * @param parts what the delivery says
 * @param time the register of the submission's time
 */
export function submission(parts: Registers, time: Registers): Pick<EventDraft, 'sets' | 'defaults'> {
  if (Object.values(parts).every((part) => part === undefined)) return { defaults: time }
  const whole = Object.entries(parts).map(([name, part]) => [name, part ?? null])
  return { sets: { ...Object.fromEntries(whole), ...time } }
}
