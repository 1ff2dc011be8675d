import { describe, expect, test } from 'vitest'
import { ttlAttribute } from '../../shared/dynamodb/table.ts'
import { type Pipeline, pipelines, tableTitles } from '../../shared/runtime/names.ts'
import { tables } from '../../shared/tables.ts'
import { everySetting, readable, resources, synthesized, synthesizedFrom } from './synthesized.ts'

const template = synthesized()
const found = resources(template, 'AWS::DynamoDB::GlobalTable')

function table(pipeline: Pipeline): Record<string, unknown> {
  const entry = [...found].find(([id]) => readable(id) === `${tableTitles[pipeline]}StoreTable`)
  if (entry === undefined) throw new Error(`The template has no table of ${pipeline}`)
  return entry[1].Properties
}

/** `[partition key]` or `[partition key, sort key]`. */
function keys(schema: unknown): string[] {
  return ['HASH', 'RANGE'].flatMap((type) =>
    [schema]
      .flat()
      .flatMap((key) => (Object(key).KeyType === type ? [String(Object(key).AttributeName)] : [])),
  )
}

describe('tables', () => {
  test('exist for each entity and for quarantine', () => {
    expect(found.size).toBe(pipelines.length)
  })

  test('the partition keys are those of the data dictionary, and `record` is the sort key of all', () => {
    expect(
      Object.fromEntries(pipelines.map((pipeline) => [pipeline, keys(table(pipeline).KeySchema)])),
    ).toEqual({
      Object: ['objectId', 'record'],
      User: ['userId', 'record'],
      Satisfaction: ['objectId', 'record'],
      Tag: ['tagKey', 'record'],
      Form: ['objectId', 'record'],
      Chat: ['objectId', 'record'],
      Quarantine: ['day', 'record'],
    })
  })

  test.each(pipelines)('%s: the indexes have the keys and the attributes of its definition', (pipeline) => {
    const indexes = [table(pipeline).GlobalSecondaryIndexes].flat().map((index) => {
      const { IndexName, KeySchema, Projection } = Object(index)
      return [IndexName, { keys: keys(KeySchema), projection: Projection }]
    })
    expect(Object.fromEntries(indexes)).toEqual(
      Object.fromEntries(
        Object.entries(tables[pipeline].indexes).map(([name, { partitionKey, sortKey, include }]) => {
          const own = sortKey === undefined ? [partitionKey] : [partitionKey, sortKey]
          const shown = include.filter((attribute) => !own.includes(attribute))
          const projection =
            shown.length === 0
              ? { ProjectionType: 'KEYS_ONLY' }
              : { ProjectionType: 'INCLUDE', NonKeyAttributes: shown }
          return [name, { keys: own, projection }]
        }),
      ),
    )
  })

  test('all key attributes are strings', () => {
    for (const { Properties } of found.values()) {
      for (const attribute of [Properties.AttributeDefinitions].flat()) {
        expect(attribute).toMatchObject({ AttributeType: 'S' })
      }
    }
  })

  test('expire rows by the attribute that the code writes', () => {
    for (const { Properties } of found.values()) {
      expect(Properties.TimeToLiveSpecification).toEqual({ AttributeName: ttlAttribute, Enabled: true })
    }
  })

  test('are charged per request', () => {
    for (const { Properties } of found.values()) expect(Properties.BillingMode).toBe('PAY_PER_REQUEST')
  })

  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.howitworks.html
  test("are encrypted with AWS's own key, or with that of a stage that has one", () => {
    for (const { Properties } of found.values())
      expect(Properties.SSESpecification).toEqual({ SSEEnabled: false })
    const configured = resources(synthesizedFrom(everySetting), 'AWS::DynamoDB::GlobalTable')
    for (const { Properties } of configured.values()) {
      expect(Properties.SSESpecification).toEqual({ SSEEnabled: true, SSEType: 'KMS' })
      expect(Properties.Replicas).toMatchObject([
        { SSESpecification: { KMSMasterKeyId: everySetting.encryptionKeyArn } },
      ])
    }
  })

  test('have a stream of each row before and after a change', () => {
    for (const { Properties } of found.values()) {
      expect(Properties.StreamSpecification).toEqual({ StreamViewType: 'NEW_AND_OLD_IMAGES' })
    }
  })

  test('can be restored to any point in time', () => {
    for (const { Properties } of found.values()) {
      expect(Properties.Replicas).toMatchObject([
        { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } },
      ])
    }
  })
})
