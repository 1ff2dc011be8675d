import * as v from 'valibot'
import type { Assembly } from './assembly.ts'
import type { LocalFunction } from './environments.ts'
import { isNameOf } from './functions.ts'
import { LocalError } from './local-error.ts'
import type { Scope } from './resolve.ts'
import { propertiesOf, resourcesOf } from './resources.ts'

/** The route of the HTTP API, which every request takes. */
export type Route = { fn: LocalFunction; timeout: number }

const routeSchema = v.object({
  RouteKey: v.literal('$default'),
  Target: v.string(),
  AuthorizationType: v.optional(v.string(), 'NONE'),
})
const integrationSchema = v.object({
  IntegrationType: v.literal('AWS_PROXY'),
  IntegrationUri: v.string(),
  PayloadFormatVersion: v.literal('2.0'),
  TimeoutInMillis: v.optional(v.number(), 30_000),
})
const stageSchema = v.object({ StageName: v.literal('$default') })

/** Reads the route of the template. @throws LocalError for one that the local gateway does not support */
export function readRoute(assembly: Assembly, scope: Scope, functions: readonly LocalFunction[]): Route {
  for (const stage of resourcesOf(assembly, 'AWS::ApiGatewayV2::Stage'))
    propertiesOf(stage, stageSchema, scope)

  const integrationType = 'AWS::ApiGatewayV2::Integration'
  const integrations = resourcesOf(assembly, integrationType)
  // A route refers to its integration by id. Here that is the logical id.
  const named: Scope = {
    ...scope,
    ref: (name) => (integrations.some(({ id }) => id === name) ? name : scope.ref(name)),
  }
  const [resource, ...others] = resourcesOf(assembly, 'AWS::ApiGatewayV2::Route')
  if (!resource || others.length > 0) throw new LocalError('The template must have one route, $default.')
  const { Target, AuthorizationType } = propertiesOf(resource, routeSchema, named)
  if (AuthorizationType !== 'NONE') {
    throw new LocalError(
      `${resource.id} has an authorizer (${AuthorizationType}), which the local stack does not support.`,
    )
  }
  const integration = integrations.find(({ id }) => Target === `integrations/${id}`)
  if (!integration) throw new LocalError(`${resource.id} leads to ${Target}, which is not in the template.`)
  const { IntegrationUri, TimeoutInMillis } = propertiesOf(integration, integrationSchema, scope)
  // It may be the path of an invocation, with the function's ARN in it.
  const [, invoked = IntegrationUri] = /\/functions\/(.*)\/invocations$/.exec(IntegrationUri) ?? []
  const fn = functions.find((each) => isNameOf(each, invoked))
  if (!fn)
    throw new LocalError(
      `${integration.id} leads to ${IntegrationUri}, which is not a function of the template.`,
    )
  return { fn, timeout: TimeoutInMillis }
}
