import { isObject, type Json, type JsonObject } from '../../shared/commbox/json.ts'

/** The DynamoDB request of an AWS CLI command line, and how its response is shown. */
export type AwsCommand = {
  /** The operation with its API version, as in `x-amz-target`. */
  target: string
  input: JsonObject
  show(answer: Json): string
}

const apis: Record<string, string> = {
  dynamodb: 'DynamoDB_20120810',
  dynamodbstreams: 'DynamoDBStreams_20120810',
}

const operations = [
  'get-item',
  'query',
  'execute-statement',
  'describe-table',
  'describe-stream',
  'get-shard-iterator',
  'get-records',
]

const texts = [
  'table-name',
  'index-name',
  'key-condition-expression',
  'filter-expression',
  'projection-expression',
  'statement',
  'stream-arn',
  'shard-id',
  'shard-iterator-type',
  'shard-iterator',
]
const maps = ['key', 'expression-attribute-names', 'expression-attribute-values', 'exclusive-start-key']
const numbers = ['limit']
const flags: Record<string, JsonObject> = {
  'no-scan-index-forward': { ScanIndexForward: false },
  'consistent-read': { ConsistentRead: true },
}

/**
 * Reads the arguments of `aws` as the CLI does, for the operations and options that the documentation uses.
 *
 * @throws on any other
 */
export function awsCommand([service = '', operation = '', ...options]: readonly string[]): AwsCommand {
  const api = apis[service]
  if (api === undefined || !operations.includes(operation)) throw new Error(`aws ${service} ${operation}`)
  const input: JsonObject = {}
  let path: string | undefined
  let isText = false
  for (const words = [...options]; words.length > 0; ) {
    const option = words.shift()?.replace(/^--/, '') ?? ''
    const flag = flags[option]
    if (flag !== undefined) {
      Object.assign(input, flag)
      continue
    }
    const value = words.shift()
    if (value === undefined) throw new Error(`--${option} has no value`)
    if (texts.includes(option)) input[pascal(option)] = value
    else if (maps.includes(option)) input[pascal(option)] = JSON.parse(value)
    else if (numbers.includes(option)) input[pascal(option)] = Number(value)
    else if (option === 'query') path = value
    else if (option === 'output') isText = value === 'text'
    else throw new Error(`unknown option --${option}`)
  }
  return {
    target: `${api}.${pascal(operation)}`,
    input,
    show: (answer) => {
      const shown = path === undefined ? answer : at(answer, path)
      return isText ? String(shown) : JSON.stringify(shown)
    },
  }
}

function pascal(name: string): string {
  return name.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())
}

/** The value at a path such as `Shards[0].ShardId`. */
function at(value: Json, path: string): Json {
  return path.split(/[.[\]]+/).reduce((inner: Json, name) => {
    if (Array.isArray(inner)) return inner[Number(name)] ?? null
    return isObject(inner) ? (inner[name] ?? null) : null
  }, value)
}
