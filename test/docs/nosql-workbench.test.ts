import { expect, test } from 'vitest'
import { workbenchModel } from '../../infra/docs/nosql-workbench.ts'
import { pipelines, tableTitles } from '../../shared/runtime/names.ts'
import { resources, synthesized } from '../infra/synthesized.ts'

type Key = { AttributeName: string; AttributeType: string }
type Keys = { PartitionKey: Key; SortKey?: Key }
type Projection = { ProjectionType: string; NonKeyAttributes?: string[] }
type Model = {
  DataModel: {
    TableName: string
    KeyAttributes: Keys
    NonKeyAttributes: Key[]
    GlobalSecondaryIndexes: { IndexName: string; KeyAttributes: Keys; Projection: Projection }[]
  }[]
}

type Deployed = {
  KeySchema: unknown
  GlobalSecondaryIndexes?: { IndexName: string; KeySchema: unknown; Projection: Projection }[]
}

const model: Model = JSON.parse(JSON.stringify(workbenchModel()))

function schemaOf({ PartitionKey, SortKey }: Keys) {
  const hash = { AttributeName: PartitionKey.AttributeName, KeyType: 'HASH' }
  return SortKey === undefined ? [hash] : [hash, { AttributeName: SortKey.AttributeName, KeyType: 'RANGE' }]
}

/** The keys and indexes of a table, as in a template. */
const of = (keys: unknown, indexes: unknown[]) => ({ keys, indexes: indexes.toSorted(byJson) })
const byJson = (one: unknown, other: unknown) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1)

test('the model has the keys and indexes of the deployed tables', () => {
  const modelled = model.DataModel.map((table) =>
    of(
      schemaOf(table.KeyAttributes),
      table.GlobalSecondaryIndexes.map(({ IndexName, KeyAttributes, Projection }) => ({
        IndexName,
        KeySchema: schemaOf(KeyAttributes),
        Projection,
      })),
    ),
  )
  const deployed = [...resources(synthesized(), 'AWS::DynamoDB::GlobalTable').values()].map(
    ({ Properties }) => {
      const { KeySchema, GlobalSecondaryIndexes = [] }: Deployed = JSON.parse(JSON.stringify(Properties))
      return of(
        KeySchema,
        GlobalSecondaryIndexes.map(({ IndexName, KeySchema, Projection }) => ({
          IndexName,
          KeySchema,
          Projection,
        })),
      )
    },
  )
  expect(modelled.toSorted(byJson)).toEqual(deployed.toSorted(byJson))
  expect(model.DataModel.map(({ TableName }) => TableName)).toEqual(
    pipelines.map((name) => tableTitles[name]),
  )
})

test('every attribute of a table or index is declared once', () => {
  for (const { KeyAttributes, NonKeyAttributes, GlobalSecondaryIndexes } of model.DataModel) {
    const keys = ({ PartitionKey, SortKey }: Keys) => [PartitionKey, ...(SortKey ? [SortKey] : [])]
    const own = [...keys(KeyAttributes), ...NonKeyAttributes].map(({ AttributeName }) => AttributeName)
    expect(new Set(own).size).toBe(own.length)
    const named = GlobalSecondaryIndexes.flatMap(({ KeyAttributes: of, Projection }) => [
      ...keys(of).map(({ AttributeName }) => AttributeName),
      ...(Projection.NonKeyAttributes ?? []),
    ])
    expect(own).toEqual(expect.arrayContaining(named))
  }
})
