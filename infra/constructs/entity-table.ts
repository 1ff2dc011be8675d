import { RemovalPolicy } from 'aws-cdk-lib'
import {
  type Attribute,
  AttributeType,
  Billing,
  type GlobalSecondaryIndexPropsV2,
  ProjectionType,
  StreamViewType,
  TableEncryptionV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { Construct } from 'constructs'
import {
  type IndexDefinition,
  sortKey,
  type TableDefinition,
  ttlAttribute,
} from '../../shared/dynamodb/table.ts'
import type { Stage } from '../stages.ts'

export type EntityTableProps = {
  readonly definition: TableDefinition
  readonly stage: Stage
}

/**
 * One table with its indexes, as its definition in `shared` says: on demand, encrypted, recoverable to any
 * second of the last 35 days, with a stream of both images for those who build on it. In production neither
 * the table nor a row goes with the stack.
 */
export class EntityTable extends Construct {
  readonly table: TableV2

  constructor(scope: Construct, id: string, { definition, stage }: EntityTableProps) {
    super(scope, id)
    const tableKeys = [definition.partitionKey, sortKey]
    this.table = new TableV2(this, 'Table', {
      partitionKey: text(definition.partitionKey),
      sortKey: text(sortKey),
      globalSecondaryIndexes: Object.entries(definition.indexes).map(([name, index]) =>
        indexFrom(name, index, tableKeys),
      ),
      billing: Billing.onDemand(),
      // The AWS managed key of DynamoDB: what uses it shows in CloudTrail, and no function needs a grant on it.
      encryption: TableEncryptionV2.awsManagedKey(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: ttlAttribute,
      dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
      deletionProtection: stage.isProduction,
      removalPolicy: stage.isProduction ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    })
  }

  /** Tells a function the table's name and allows it exactly these actions of DynamoDB, on no index. */
  handTo(receiver: LambdaFunction, variable: string, actions: readonly string[]): void {
    receiver.addEnvironment(variable, this.table.tableName)
    receiver.addToRolePolicy(
      new PolicyStatement({
        actions: actions.map((action) => `dynamodb:${action}`),
        resources: [this.table.tableArn],
      }),
    )
  }
}

function indexFrom(
  indexName: string,
  index: IndexDefinition,
  tableKeys: readonly string[],
): GlobalSecondaryIndexPropsV2 {
  // Keys are in every index by themselves.
  const keys = [...tableKeys, index.partitionKey, ...(index.sortKey === undefined ? [] : [index.sortKey])]
  const nonKeyAttributes = index.include.filter((attribute) => !keys.includes(attribute))
  return {
    indexName,
    partitionKey: text(index.partitionKey),
    ...(index.sortKey === undefined ? {} : { sortKey: text(index.sortKey) }),
    ...(nonKeyAttributes.length === 0
      ? { projectionType: ProjectionType.KEYS_ONLY }
      : { projectionType: ProjectionType.INCLUDE, nonKeyAttributes }),
  }
}

function text(name: string): Attribute {
  return { name, type: AttributeType.STRING }
}
