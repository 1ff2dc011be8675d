import * as v from 'valibot'
import type { Assembly } from './assembly.ts'
import { isNameOf, type LocalFunction } from './functions.ts'
import { LocalError } from './local-error.ts'
import type { Scope } from './resolve.ts'
import { propertiesOf, resourcesOf } from './resources.ts'

/** A route of the HTTP API. `key` is as in the template: `POST /webhooks/{entity}`. */
export type Route = { key: string; fn: LocalFunction; timeout: number }

/** The route of a request, with its path parameters, still encoded. */
export type Match = { route: Route; parameters: Record<string, string> }

const routeSchema = v.object({
  RouteKey: v.string(),
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

/** Reads the routes of the template. @throws LocalError for one that the local gateway does not support */
export function readRoutes(assembly: Assembly, scope: Scope, functions: readonly LocalFunction[]): Route[] {
  for (const stage of resourcesOf(assembly, 'AWS::ApiGatewayV2::Stage'))
    propertiesOf(stage, stageSchema, scope)

  const integrationType = 'AWS::ApiGatewayV2::Integration'
  const integrations = resourcesOf(assembly, integrationType)
  // A route refers to its integration by id. Here that is the logical id.
  const named: Scope = {
    ...scope,
    ref: (name) => (integrations.some(({ id }) => id === name) ? name : scope.ref(name)),
  }
  return resourcesOf(assembly, 'AWS::ApiGatewayV2::Route').map((resource) => {
    const { RouteKey, Target, AuthorizationType } = propertiesOf(resource, routeSchema, named)
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
    return { key: RouteKey, fn, timeout: TimeoutInMillis }
  })
}

/**
 * Finds the route of a request as an HTTP API does. The most specific one wins: a literal path segment before a
 * parameter, a parameter before `{name+}` (the rest of the path), a method before `ANY`, and `$default` last.
 */
export function findRoute(routes: readonly Route[], method: string, path: string): Match | undefined {
  const candidates = routes.flatMap((route) => {
    if (route.key === '$default') return [{ route, parameters: {}, rank: '9' }]
    const [verb = '', pattern = ''] = route.key.split(' ')
    if (verb !== method && verb !== 'ANY') return []
    const matched = matchPath(pattern, path)
    return matched
      ? [{ route, parameters: matched.parameters, rank: matched.rank + (verb === 'ANY' ? '1' : '0') }]
      : []
  })
  return candidates.toSorted((a, b) => (a.rank < b.rank ? -1 : 1))[0]
}

function matchPath(
  pattern: string,
  path: string,
): { parameters: Record<string, string>; rank: string } | undefined {
  const wanted = pattern.split('/')
  const given = path.split('/')
  const parameters: Record<string, string> = {}
  let rank = ''
  for (const [index, part] of wanted.entries()) {
    const value = given[index]
    const name = /^\{(.+?)(\+?)\}$/.exec(part)
    if (value === undefined) return undefined
    if (name?.[2]) {
      parameters[name[1] ?? ''] = given.slice(index).join('/')
      return { parameters, rank: `${rank}2` }
    }
    if (name && value !== '') parameters[name[1] ?? ''] = value
    else if (part !== value) return undefined
    rank += name ? '1' : '0'
  }
  return wanted.length === given.length ? { parameters, rank } : undefined
}
