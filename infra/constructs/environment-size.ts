import { Stack } from 'aws-cdk-lib'
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda'
import type { Construct } from 'constructs'

/** Bytes of names and values: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const largestEnvironment = 4096
/** Bytes that a value may have which is known only when the stack is deployed, such as the URL of a queue. */
const unknownValue = 150

/** Says that the variables of a function are too many for Lambda, which would fail in the middle of a deployment. */
export function environmentMistakes(fn: Construct): string[] {
  const { variables = {} } = Object(Stack.of(fn).resolve((fn.node.defaultChild as CfnFunction).environment))
  const size = Object.entries(variables).reduce(
    (sum, [name, value]) =>
      sum + name.length + (typeof value === 'string' ? Buffer.byteLength(value) : unknownValue),
    0,
  )
  if (size <= largestEnvironment) return []
  return [
    `The environment of ${fn.node.path} has some ${size} bytes, and Lambda takes ${largestEnvironment}: ` +
      'shorten the stage’s tokenHashes, brands or sourceCidrs.',
  ]
}
