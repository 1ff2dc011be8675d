/** A queue and its consumer, as the template and the measurements have them. Times in seconds. */
export type QueueSystem = {
  /** How long an invocation takes with a batch of so many messages. */
  serviceTime(batch: number): number
  batchSize: number
  /** The most invocations at the same time. */
  maximumConcurrency: number
  /** After which a message that failed is shown again. */
  visibilityTimeout: number
  /** How often a message is tried before it is a dead letter. */
  maxReceiveCount: number
}

export type Load = {
  /** Messages per second. */
  rate: number
  seconds: number
  /** When the first invocation can begin; 0 if absent. */
  startsAt?: number
  /** After which no message comes any more; never if absent. */
  until?: number
  /** From when and for how long every write fails. */
  outage?: { from: number; seconds: number }
}

export type Course = {
  oldestAge: number
  /** Of the time after the outage began: until the oldest message is younger than 10 seconds again. */
  recovered: number | undefined
  concurrency: number
  batch: number
  waiting: number
  deadLetters: number
}

/** Lambda begins with five invocations at a time and adds 300 a minute while messages are waiting. */
const firstPollers = 5
const addedPerSecond = 5

const step = 0.1

/** Messages that came in the same step and were tried equally often. */
type Cohort = { at: number; count: number; receives: number }

/**
 * Runs the system in steps of a tenth of a second, messages by the step in which they came, the oldest first. A
 * consumer takes what is there: the batch grows only when there are more messages than invocations.
 */
export function run(
  system: QueueSystem,
  { rate, seconds, startsAt = 0, until = seconds, outage }: Load,
): Course {
  const waiting: Cohort[] = []
  const failed: (Cohort & { shownAt: number })[] = []
  let pollers = Math.min(firstPollers, system.maximumConcurrency)
  const course: Course = {
    oldestAge: 0,
    recovered: undefined,
    concurrency: 0,
    batch: 0,
    waiting: 0,
    deadLetters: 0,
  }
  for (let now = 0; now < seconds; now += step) {
    const isOut = outage !== undefined && now >= outage.from && now < outage.from + outage.seconds
    while (failed[0] !== undefined && failed[0].shownAt <= now) waiting.unshift(failed.shift() ?? never())
    if (now < until) waiting.push({ at: now, count: rate * step, receives: 0 })

    const backlog = countOf(waiting)
    const batch = smallestBatch(system, backlog / step, pollers)
    const capacity = now < startsAt ? 0 : (pollers * step * batch) / system.serviceTime(batch)
    const taken = Math.min(backlog, capacity)
    const concurrency = (taken * system.serviceTime(batch)) / (batch * step)
    for (const cohort of take(waiting, taken)) {
      if (!isOut) continue
      const receives = cohort.receives + 1
      if (receives >= system.maxReceiveCount) course.deadLetters += cohort.count
      else failed.push({ ...cohort, receives, shownAt: now + system.visibilityTimeout })
    }
    const isBehind = backlog > capacity
    pollers = Math.min(system.maximumConcurrency, isBehind ? pollers + addedPerSecond * step : pollers)

    const age = now - Math.min(oldestOf(waiting, now), oldestOf(failed, now)) + system.serviceTime(batch)
    const left = countOf(waiting) + countOf(failed)
    course.oldestAge = Math.max(course.oldestAge, age)
    course.concurrency = Math.max(course.concurrency, concurrency)
    course.batch = Math.max(course.batch, batch)
    course.waiting = Math.max(course.waiting, left)
    if (outage !== undefined && now >= outage.from + outage.seconds) {
      if (age >= 10) course.recovered = undefined
      else course.recovered ??= now - outage.from - outage.seconds
    }
  }
  return course
}

/** The smallest batch with which so many messages a second can be kept up with, else the largest. */
function smallestBatch({ serviceTime, batchSize }: QueueSystem, rate: number, pollers: number): number {
  for (let batch = 1; batch < batchSize; batch += 1) {
    if ((rate * serviceTime(batch)) / batch <= pollers) return batch
  }
  return batchSize
}

/** Takes so many messages off the front, a part of a cohort where they end within one. */
function take(waiting: Cohort[], count: number): Cohort[] {
  const taken: Cohort[] = []
  for (let left = count; left > 1e-9 && waiting[0] !== undefined; ) {
    const [first] = waiting
    const part = Math.min(left, first.count)
    taken.push({ ...first, count: part })
    left -= part
    if (part === first.count) waiting.shift()
    else first.count -= part
  }
  return taken
}

function countOf(cohorts: readonly Cohort[]): number {
  let count = 0
  for (const cohort of cohorts) count += cohort.count
  return count
}

function oldestOf(cohorts: readonly Cohort[], now: number): number {
  let oldest = now
  for (const { at } of cohorts) if (at < oldest) oldest = at
  return oldest
}

function never(): never {
  throw new Error('a list that has a first member lost it')
}
