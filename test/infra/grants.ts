import type { Template } from 'aws-cdk-lib/assertions'
import { readable, resources, target } from './synthesized.ts'

type Statement = {
  Effect: string
  Action: string | string[]
  Resource: unknown
  Principal?: unknown
  Condition?: unknown
}

export function statementsIn(document: unknown): Statement[] {
  return Object(document).Statement
}

/** All permissions of a function's role, sorted: `<action> on <resource>`. */
export function grantsOf(template: Template, functionId: string): string[] {
  const functions = resources(template, 'AWS::Lambda::Function')
  const role = target([...functions].find(([id]) => readable(id) === functionId)?.[1].Properties.Role)
  return [...resources(template, 'AWS::IAM::Policy').values()]
    .filter(({ Properties }) => [Properties.Roles].flat().some((reference) => target(reference) === role))
    .flatMap(({ Properties }) => statementsIn(Properties.PolicyDocument))
    .flatMap(({ Effect, Action, Resource }) => {
      if (Effect !== 'Allow') throw new Error(`A policy that does not allow: ${Effect}`)
      return [Action]
        .flat()
        .flatMap((action) => [Resource].flat().map((resource) => `${action} on ${resourceName(resource)}`))
    })
    .sort()
}

/** The readable id of a resource, followed by the prefix for objects of a bucket; an ARN as it is. */
function resourceName(resource: unknown): string {
  if (typeof resource === 'string' && resource.startsWith('arn:')) return resource
  const joined = Object(resource)['Fn::Join']
  if (joined === undefined) return readable(target(resource))
  const [, [bucket, keys]] = joined
  return `${readable(target(bucket))}${keys}`
}
