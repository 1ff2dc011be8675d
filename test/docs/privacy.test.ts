import { readFileSync } from 'node:fs'
import type { Template } from 'aws-cdk-lib/assertions'
import { expect, test } from 'vitest'
import { tables } from '../../shared/tables.ts'
import { everySetting, synthesized, synthesizedFrom } from '../infra/synthesized.ts'
import { namesIn, sectionsOf } from './page.ts'

const page = 'docs/privacy.md'
const text = readFileSync(new URL(`../../${page}`, import.meta.url), 'utf8')
const sections = sectionsOf(page)
const rowsUnder = (heading: string) => sections.find((section) => section.heading === heading)?.rows ?? []

/** The types of resources that hold payloads, or parts of them, for a time; an event bus while it delivers. */
const stores = [
  'AWS::DynamoDB::GlobalTable',
  'AWS::Events::EventBus',
  'AWS::Logs::LogGroup',
  'AWS::S3::Bucket',
  'AWS::SQS::Queue',
]

/** The types that hold none. A type in neither list has to be put into one, and onto the page. */
const others = [
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::ApiMapping',
  'AWS::ApiGatewayV2::DomainName',
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::Stage',
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::Lambda::Alias',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Function',
  'AWS::Lambda::Permission',
  'AWS::Lambda::Version',
  'AWS::Logs::MetricFilter',
  'AWS::Route53::RecordSet',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::Subscription',
  'AWS::SNS::Topic',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
  'Custom::S3AutoDeleteObjects',
]

/** Every resource of the template, in a stage without settings and in one with all of them. */
const templates = [synthesized(), synthesizedFrom(everySetting)].map((template: Template) =>
  template.toJSON(),
)
const resources = templates.flatMap(({ Resources }) =>
  Object.entries<{ Type: string; Properties?: Record<string, unknown> }>(Resources),
)

/** The name of a resource on the page: its logical id without the CDK's hash, and `Table` of a store. */
const nameOf = (id: string) =>
  id.replace(/[0-9A-F]{8}$/, '').replace(/(?<=Store)Table$|(?<=Bucket)Bucket$/, '')

test('every type of resource is known to hold payloads or not', () => {
  const types = new Set(resources.map(([, { Type }]) => Type))
  expect([...types].filter((type) => !stores.includes(type) && !others.includes(type))).toEqual([])
})

test('the page names every store of the template, and no other', () => {
  const named = rowsUnder('Where personal data is').flatMap((cells) => namesIn(cells[1]))
  const inTemplate = resources.flatMap(([id, { Type }]) => (stores.includes(Type) ? [nameOf(id)] : []))
  expect(new Set(inTemplate).size).toBeGreaterThan(20)
  expect(named.toSorted()).toEqual([...new Set(inTemplate)].toSorted())
})

test('a store more is not named', () => {
  const named = rowsUnder('Where personal data is').flatMap((cells) => namesIn(cells[1]))
  for (const id of ['CopyStoreTable1A949812', 'ObjectPipelineArchiveQueue1A949812', 'ReportsBucket1A949812'])
    expect(named).not.toContain(nameOf(id))
})

test('the page names every index and every kind of item', () => {
  for (const { indexes } of Object.values(tables))
    for (const index of Object.keys(indexes)) expect(text).toContain(`\`${index}\``)
  const kinds = rowsUnder('What is in a table').flatMap((cells) => namesIn(cells[0]))
  expect(kinds).toEqual([
    'event#…',
    'state',
    'contact#…',
    'tag#…',
    'receipt#…',
    'moved#…',
    'withdrawnAt',
    'erasedAt',
  ])
})

test('the retentions on the page are those of the template', () => {
  for (const [, { Type, Properties = {} }] of resources) {
    const { MessageRetentionPeriod: seconds, Replicas, StreamSpecification } = Properties
    if (Type === 'AWS::SQS::Queue') expect(seconds).toBe(14 * 24 * 60 * 60)
    if (Type !== 'AWS::DynamoDB::GlobalTable') continue
    expect(StreamSpecification).toEqual({ StreamViewType: 'NEW_AND_OLD_IMAGES' })
    expect(Replicas).toMatchObject([
      { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } },
    ])
  }
  for (const said of ['14 days', '35 days', '24 hours', '128 KiB', '90 days, or `quarantineRetention`'])
    expect(text).toContain(said)
})
