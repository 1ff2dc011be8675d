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
import type { Stage } from '../stage.ts'
import { encryptionKeyOf } from './encryption-key.ts'

export type EntityTableProps = {
  readonly definition: TableDefinition
  readonly stage: Stage
}

/** What a consumer does to the table of its entity. */
const consumerActions = ['GetItem', 'Query', 'BatchGetItem', 'PutItem', 'DeleteItem', 'BatchWriteItem']

/**
 * Creates a table and its indexes from its definition in `shared/`: on demand, encrypted, recoverable to any
 * second of the last 35 days, with a stream of old and new images for your own consumers. In production the
 * table is protected from deletion and outlives the stack.
 */
export class EntityTable extends Construct {
  readonly table: TableV2

  constructor(scope: Construct, id: string, { definition, stage }: EntityTableProps) {
    super(scope, id)
    const encryptionKey = encryptionKeyOf(this, stage)
    const tableKeys = [definition.partitionKey, sortKey]
    this.table = new TableV2(this, 'Table', {
      partitionKey: text(definition.partitionKey),
      sortKey: text(sortKey),
      globalSecondaryIndexes: Object.entries(definition.indexes).map(([name, index]) =>
        indexFrom(name, index, tableKeys),
      ),
      billing: Billing.onDemand(),
      // DynamoDB's own key costs nothing and needs no request to KMS.
      encryption: encryptionKey
        ? TableEncryptionV2.customerManagedKey(encryptionKey)
        : TableEncryptionV2.dynamoOwnedKey(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: ttlAttribute,
      dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
      deletionProtection: stage.isProduction,
      removalPolicy: stage.isProduction ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    })
  }

  /** The ARN of the table's stream. */
  get streamArn(): string {
    const { tableStreamArn } = this.table
    if (tableStreamArn === undefined) throw new Error('The table has no stream')
    return tableStreamArn
  }

  /** Gives a function the table's name in this environment variable and all that a consumer does; no index. */
  grantReadWrite(grantee: LambdaFunction, variable: string): void {
    this.grant(grantee, variable, consumerActions)
  }

  /**
   * Gives a function the table's name in this environment variable and permission to put single items.
   *
   * @param queried the only partition that it may query
   */
  grantPut(grantee: LambdaFunction, variable: string, queried: string): void {
    this.grant(grantee, variable, ['PutItem'])
    grantee.addToRolePolicy(
      new PolicyStatement({
        actions: ['dynamodb:Query'],
        resources: [this.table.tableArn],
        // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
        conditions: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [queried] } },
      }),
    )
  }

  private grant(grantee: LambdaFunction, variable: string, actions: readonly string[]): void {
    grantee.addEnvironment(variable, this.table.tableName)
    grantee.addToRolePolicy(
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
  // DynamoDB projects the keys into every index; naming them again is an error.
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
