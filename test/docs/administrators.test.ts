import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { quarantineReasons } from '../../shared/events/delivery.ts'
import { answer } from '../../shared/ingest/answer.ts'
import { explanations, quarantinedStatuses, refusedStatuses } from '../../shared/ingest/outcome.ts'
import { defaultQuarantineRetention } from '../../shared/quarantine/table.ts'
import { namesIn, sectionsOf } from './page.ts'

const page = 'docs/administrators.md'
const text = readFileSync(new URL(`../../${page}`, import.meta.url), 'utf8')
const rowsUnder = (heading: string) =>
  sectionsOf(page).find((section) => section.heading === heading)?.rows ?? []

/** The fields of CommBox's form, from its guide to webhooks. */
const fields = [
  'Name',
  'Entity',
  'Trigger event',
  'Additional triggers',
  'Include complete data',
  'Webhook type',
  'URL',
]

test('every field of the form is explained', () => {
  const explained = rowsUnder('Create a subscription').map(([field]) => field)
  expect(explained).toEqual(expect.arrayContaining(fields))
})

test('the table has the path of the URL that the page tests', () => {
  const paths = rowsUnder('Which URL for which trigger').map((cells) => namesIn(cells[2])[0])
  expect(paths).toContain('/webhooks/object/onnew')
  expect(text).toContain('/webhooks/object/onnew?token=<token>')
})

test('the responses that it quotes are those of the code', () => {
  const { body } = answer({ kind: 'tested', entity: 'Object', trigger: 'OnNew' }, 'id')
  for (const quoted of [
    JSON.parse(body).message,
    explanations.unauthorized.title,
    explanations['unknown-name'].title,
  ]) {
    expect(text).toContain(`\`${quoted}\``)
  }
})

test('every status of a failed POST has advice', () => {
  const kept = quarantineReasons.map((reason) => quarantinedStatuses[reason])
  const statuses = new Set([...Object.values(refusedStatuses), ...kept])
  // Webhooks are POSTs; 429 is the gateway's.
  statuses.delete(405)
  statuses.add(429)
  const advised = rowsUnder('When a delivery fails').flatMap(([cell = '']) => cell.match(/\d{3}/g) ?? [])
  expect(advised.map(Number).toSorted()).toEqual([...statuses].toSorted())
  expect(text).toContain(`kept for ${defaultQuarantineRetention} days`)
})
