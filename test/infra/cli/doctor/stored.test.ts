import { expect, test } from 'vitest'
import { checkStored } from '../../../../infra/cli/doctor/stored.ts'
import type { LogSummary } from '../../../../infra/deployment/function-log.ts'

const hour = 60 * 60_000

function stored(trigger: string, more: Partial<LogSummary> = {}): LogSummary {
  const [entity = '', name = ''] = trigger.split(' ')
  const counts = { lines: 1, last: 0, unknown: 0, stored: 3, onlyIds: 0, brandConflicts: 0 }
  return { message: 'stored', entity, trigger: name, token: '', ...counts, ...more }
}

const shown = (...summaries: LogSummary[]) =>
  checkStored(summaries, 7).map(({ verdict, what, text }) => [verdict, what, text])

test('a trigger of which only ids came is named, with the number of its events', () => {
  expect(
    shown(
      stored('Object OnNewChild', { onlyIds: 3 }),
      stored('Object OnNewChild', { stored: 2, onlyIds: 2 }),
      stored('Object OnNew', { onlyIds: 2 }),
    ),
  ).toEqual([
    ['unknown', 'Object OnNewChild data', 'all 5 events had only ids, which fit any trigger of the entity'],
  ])
})

test.each(['Object OnAssign', 'Object OnUnAssign', 'Tag OnDelete', 'Tag OnDeleteGroup', 'Chat OnUserExit'])(
  'a trigger that the article shows with ids only is not: %s',
  (trigger) => {
    expect(shown(stored(trigger, { onlyIds: 3 }))).toEqual([])
  },
)

test('the offset of a clock that is ahead is named by trigger, and whom to ask', () => {
  const results = checkStored(
    [
      stored('Object OnNew', { clockAheadMs: 2 * hour - 5000 }),
      stored('Object OnNew', { clockAheadMs: -2000 }),
      stored('Object OnNewActivity', { clockAheadMs: -1000 }),
    ],
    7,
  )
  expect(results).toEqual([
    {
      verdict: 'bad',
      what: 'Object OnNew clock',
      text: 'CommBox’s times are up to 1 h 59 min ahead of our receipt',
      advice: expect.stringMatching(/read as UTC: ask CommBox’s support/),
    },
  ])
})

test('a clock that is behind by the offset of a zone is named, and old times are not', () => {
  expect(shown(stored('Object OnNew', { clockAheadMs: -3 * hour }))).toEqual([
    ['unknown', 'Object OnNew clock', 'CommBox’s times are at least 3 h behind our receipt'],
  ])
  expect(shown(stored('Object OnNew', { clockAheadMs: -20 * hour }))).toEqual([
    ['good', 'clock', 'CommBox’s times fit ours'],
  ])
  expect(shown(stored('User Login'))).toEqual([])
})

test('events under another brand than before are counted', () => {
  const results = checkStored([stored('Object OnNew', { brandConflicts: 2 })], 7)
  expect(results).toMatchObject([
    { verdict: 'bad', what: 'brands', text: expect.stringMatching(/^2 events in 7 days/) },
  ])
  expect(results[0]?.advice).toContain('one stage per brand')
})
