import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { commbox } from '../infra/cli/command-line.ts'
import { everySetting, resources, synthesized, synthesizedFrom } from '../infra/synthesized.ts'
import { sectionsOf } from './page.ts'

const page = 'docs/runbook.md'
const text = readFileSync(new URL(`../../${page}`, import.meta.url), 'utf8')
const sections = sectionsOf(page).filter(({ level }) => level === 2)
const anchorOf = (heading: string) => heading.toLowerCase().replaceAll(' ', '-')

/** Sections on what no alarm can see. */
const withoutAlarm = [
  'we-lost-two-hours-of-webhooks',
  'posted-to-the-wrong-url',
  'a-conversation-that-no-longer-changes',
  'a-request-to-erase',
]

/** The section of the alarms that only a stage with an event bus has. */
const ofEvents = 'events-not-sent'

/** Words of a command line that are arguments, not commands. */
const entityNames = ['object']

/** The description of each alarm. */
function descriptionsIn(template: ReturnType<typeof synthesized>): string[] {
  return [...resources(template, 'AWS::CloudWatch::Alarm').values()].map(({ Properties }) =>
    String(Properties.AlarmDescription),
  )
}

describe('alarms and the runbook', () => {
  test.each([
    ['dev', synthesized()],
    ['prod', synthesized({ stage: 'prod' })],
    ['a stage with every setting', synthesizedFrom(everySetting)],
  ])(
    'in %s each alarm ends with the anchor of its section, and each other section has an alarm',
    (_, template) => {
      const anchors = descriptionsIn(template).map(
        (description) => / What to do: docs\/runbook\.md#([a-z-]+)$/.exec(description)?.[1],
      )
      expect(new Set([...anchors, ...withoutAlarm, ofEvents])).toEqual(
        new Set(sections.map(({ heading }) => anchorOf(heading))),
      )
      expect(anchors.filter((anchor) => withoutAlarm.includes(anchor ?? ''))).toEqual([])
    },
  )

  test('each section has its own anchor', () => {
    const anchors = sections.map(({ heading }) => anchorOf(heading))
    expect(new Set(anchors).size).toBe(anchors.length)
  })

  test('each section has impact, investigate, resolve and verify, in this order', () => {
    for (const { heading } of sections) {
      const [, body = ''] = text.split(`\n## ${heading}\n`)
      const parts = ['**Impact.**', '**Investigate.**', '**Resolve.**', '**Verify.**'].map(
        (part) => body.split('\n## ')[0]?.indexOf(part) ?? -1,
      )
      expect({ heading, parts }).toEqual({ heading, parts: [...parts].sort((a, b) => a - b) })
      expect(Math.min(...parts)).toBeGreaterThanOrEqual(0)
    }
  })

  test('links within the page have a section', () => {
    const anchors = new Set(sections.map(({ heading }) => anchorOf(heading)))
    const links = [...text.matchAll(/\]\(#([\w-]+)\)/g)].map(([, anchor]) => anchor ?? '')
    expect(links.length).toBeGreaterThan(0)
    expect(links.filter((anchor) => !anchors.has(anchor))).toEqual([])
  })
})

/** Each `npm run commbox` line of the page: the words of the command, and its options. */
const commands = sectionsOf(page)
  .flatMap(({ blocks }) => blocks)
  .flatMap((block) => block.text.split('\n'))
  .filter((line) => line.startsWith('npm run commbox -- '))
  .map((line) => line.split(' ').slice(4))
  .map((words) => ({
    words: words.slice(
      0,
      words.findIndex((word) => /^[<-]/.test(word)),
    ),
    options: words.filter((word) => word.startsWith('--')),
  }))

describe('the commands of the runbook', () => {
  test.each(commands)('$words takes $options', async ({ words, options }) => {
    const { code, out } = await commbox([...words, '--help'])
    expect(code).toBe(0)
    // The help of a parent command would mean that the command does not exist.
    const names = words.filter((word) => !entityNames.includes(word))
    expect(out).toContain(`Usage: npm run commbox -- ${names.join(' ')} `)
    for (const option of options) expect(out).toContain(option)
  })

  test('are those for quarantine, dead letters, states, wrong URLs and requests to erase', () => {
    const names = new Set(commands.map(({ words }) => words.slice(0, 2).join(' ')))
    expect(names).toEqual(
      new Set([
        'dead-letters list',
        'dead-letters quarantine',
        'dead-letters show',
        'dead-letters redrive',
        'doctor',
        'drift',
        'import',
        'quarantine list',
        'quarantine show',
        'quarantine replay',
        'rebuild object',
        'urls',
        'get object',
        'timeline',
        'reinterpret object',
        'withdraw object',
        'privacy find',
        'privacy erase',
        'privacy check',
        'doctor',
      ]),
    )
  })
})
